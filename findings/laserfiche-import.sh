#!/usr/bin/env bash
# Laserfiche's own JavaScript client cannot be imported by Node.js: a file of its ES modules imports another without the
# `.js` that Node.js demands. Only a bundler gets it to run.
#
# Versions: @laserfiche/lf-api-client-core 1.1.21, esbuild 0.25.12
# Guess:    `import "@laserfiche/lf-api-client-core"` works after `npm install`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @laserfiche/lf-api-client-core@1.1.21 esbuild@0.25.12
echo 'import { UsernamePasswordHandler } from "@laserfiche/lf-api-client-core"; console.log(typeof UsernamePasswordHandler);' >finding.mjs
plain=$(node finding.mjs 2>&1 | grep -o "ERR_[A-Z_]*\|^function$" | head -1 || true)
npx esbuild finding.mjs --bundle --platform=node --format=cjs --outfile=bundle.cjs --log-level=error
bundled=$(node bundle.cjs)
echo "plain Node.js: $plain"
echo "bundled: $bundled"
[ "$plain $bundled" = "ERR_MODULE_NOT_FOUND function" ] || { echo "CHANGED"; exit 1; }
