#!/usr/bin/env bash
# Revocation and introspection of oidc-provider work for opaque access tokens only. If an API is to get JWTs, its tokens
# are refused at both endpoints of the same server, with `unsupported_token_type`: nothing ends them before `exp`.
#
# Versions: oidc-provider 9.13.3
# Guess:    a server with a revocation endpoint revokes each token that it issues.
. "$(dirname "$0")/oidc-provider.sh"
cat >finding.mjs <<'JS'
import { post, stop } from "./server.mjs";

const { access_token: token } = await post("/token", { grant_type: "client_credentials", scope: "reports:read" });
const replies = [await post("/token/introspection", { token }), await post("/token/revocation", { token })];
const seen = replies.map(({ status, error, active }) => `${status} ${error ?? active ?? ""}`.trim()).join(", ");
stop();
console.log(`${process.env.FORMAT}: introspection and revocation give ${seen}`);
if (seen !== process.argv[2]) console.log("CHANGED");
process.exitCode = seen === process.argv[2] ? 0 : 1;
JS
FORMAT=opaque node finding.mjs "200 true, 200" 2>/dev/null
FORMAT=jwt node finding.mjs "400 unsupported_token_type, 400 unsupported_token_type" 2>/dev/null
