#!/usr/bin/env bash
# Laserfiche's own JavaScript client does not share a login: five requests that begin together log in five times at a
# self-hosted server, where each token is a session. The client keeps one token and can never end the other four.
#
# Versions: @laserfiche/lf-api-client-core 1.1.21 (UsernamePasswordHandler), bundled with esbuild 0.25.12
# Guess:    the first request logs in and the others wait for its token.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @laserfiche/lf-api-client-core@1.1.21 esbuild@0.25.12
cat >finding.mjs <<'JS'
import { createServer } from "node:http";
import { UsernamePasswordHandler } from "@laserfiche/lf-api-client-core";

let logins = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ access_token: `token ${++logins}`, token_type: "bearer", expires_in: 900 }));
  });
}).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const address = `http://127.0.0.1:${server.address().port}/LFRepositoryAPI`;
const handler = new UsernamePasswordHandler("repository", "user", "password", address);
const request = async () => {
  const init = { headers: {} };
  await handler.beforeFetchRequestAsync(`${address}/v1/Repositories`, init);
  return init.headers.Authorization;
};
const tokens = await Promise.all([1, 2, 3, 4, 5].map(request));
const kept = await request();
console.log(`logins of five requests: ${logins}`);
console.log(`different tokens: ${new Set(tokens).size}; the sixth request uses ${tokens.includes(kept) ? "one of them" : "another"}`);
server.close();
server.closeAllConnections();
process.exitCode = logins === 5 && new Set(tokens).size === 5 && tokens.includes(kept) ? 0 : 1;
JS
npx esbuild finding.mjs --bundle --platform=node --format=esm --outfile=bundle.mjs --log-level=error
node bundle.mjs
