# Sourced by the findings about oidc-provider. It makes a temporary folder with the server, and goes there. `server.mjs`
# starts it on loopback with one client, which may use the client credentials grant for the scope `reports:read`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund oidc-provider@9.13.3
cat >server.mjs <<'JS'
import { createServer } from "node:http";
import Provider from "oidc-provider";

const server = createServer().listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const accessTokenFormat = process.env.FORMAT ?? "opaque";
const client = { client_id: "c", client_secret: "s", grant_types: ["client_credentials"], redirect_uris: [], response_types: [] };
const provider = new Provider(issuer, {
  clients: [client],
  scopes: ["reports:read"],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "urn:reports",
      getResourceServerInfo: () => ({ scope: "reports:read", audience: "urn:reports", accessTokenFormat }),
    },
  },
});
server.on("request", provider.callback());

/** Sends a form with the client's credential; returns the status and the JSON of the reply. */
export const post = async (path, form) => {
  const headers = { authorization: `Basic ${btoa("c:s")}` };
  const reply = await fetch(issuer + path, { method: "POST", headers, body: new URLSearchParams(form) });
  const text = await reply.text();
  return { status: reply.status, ...(text && JSON.parse(text)) };
};

export const stop = () => {
  server.close();
  server.closeAllConnections();
};
JS
