#!/usr/bin/env bash
# oidc-provider answers a request for a scope that it does not grant with a token without any scope, and the reply has no
# `scope`. A client that follows RFC 6749 (section 5.1) reads this as "the scope that was requested".
#
# Versions: oidc-provider 9.13.3
# Guess:    `invalid_scope`, or a reply that says which scope was granted.
. "$(dirname "$0")/oidc-provider.sh"
cat >finding.mjs <<'JS'
import { post, stop } from "./server.mjs";

const scopes = async (scope) => {
  const reply = await post("/token", { grant_type: "client_credentials", scope });
  const token = await post("/token/introspection", { token: reply.access_token });
  return { status: reply.status, reply: reply.scope ?? "none", token: token.scope ?? "none" };
};
let changed = false;
for (const [scope, before] of [
  ["reports:read reports:write", { status: 200, reply: "reports:read", token: "reports:read" }],
  ["reports:write", { status: 200, reply: "none", token: "none" }],
]) {
  const seen = await scopes(scope);
  console.log(`scope ${scope}:`, JSON.stringify(seen));
  changed ||= JSON.stringify(seen) !== JSON.stringify(before);
}
stop();
if (changed) console.log("CHANGED");
process.exitCode = changed ? 1 : 0;
JS
node finding.mjs 2>/dev/null
