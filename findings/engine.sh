# Sourced by the findings about the engine. It makes a temporary folder with the Pulumi SDK and the engine, and goes
# there. The engine is the one in this project's cache or on PATH if it is this version; else Go builds it (minutes).
# Needs Node.js 20.19 or newer. Nothing of this package is used.
set -euo pipefail
ENGINE=3.274.1
SDK=3.248.0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir bin home state

for program in "${XDG_CACHE_HOME:-$HOME/.cache}/pulumi-access-tokens/pulumi-$ENGINE/bin/pulumi" "$(command -v pulumi || true)"; do
  if [ -x "$program" ] && [ "$("$program" version)" = "v$ENGINE" ]; then
    cp "$program" bin/pulumi
    break
  fi
done
if [ ! -x bin/pulumi ]; then
  package=github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
  version=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version
  (
    export GOWORK=off GOFLAGS=-mod=mod
    mkdir build && cd build
    go mod init engine && go get -tool "$package@v$ENGINE"
    go build -trimpath -ldflags "-s -w -X $version=v$ENGINE" -o ../bin/pulumi "$package"
  ) >&2
fi

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --prefer-offline "@pulumi/pulumi@$SDK"
install -m 755 node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs bin/

export PATH="$folder/bin:$PATH"
export PULUMI_HOME="$folder/home" PULUMI_BACKEND_URL="file://$folder/state"
export PULUMI_CONFIG_PASSPHRASE=finding PULUMI_SKIP_UPDATE_CHECK=true NO_COLOR=1

cat >engine.cjs <<'JS'
const { existsSync, readFileSync, rmSync } = require("node:fs");
const { LocalWorkspace, PulumiCommand } = require("@pulumi/pulumi/automation");

/** Returns a stack without resources. `up`, `preview`, ... take the program of each run. */
exports.stack = async (stackName = "dev") =>
  LocalWorkspace.createOrSelectStack(
    { stackName, projectName: "finding", program: async () => {} },
    {
      pulumiCommand: await PulumiCommand.get({ root: process.cwd() }),
      projectSettings: { name: "finding", runtime: "nodejs", main: process.cwd() },
    },
  );

/** Returns the resource of this name in state, or `undefined`. */
exports.inState = async (stack, name) =>
  (await stack.exportStack()).deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));

/** Runs `up` or `preview` and returns what each resource's row says: `{ name: "update" }`. */
exports.operations = async (run, program, options = {}) => {
  const operations = {};
  const onEvent = ({ resourcePreEvent }) => {
    const { op, urn, type } = resourcePreEvent?.metadata ?? {};
    if (!urn || type.startsWith("pulumi:")) return;
    operations[urn.split("::").pop()] ??= op.includes("replace") ? "replace" : op;
  };
  await run({ program, onEvent, ...options });
  return operations;
};

/** Returns the lines that the provider wrote to the file `calls`, and begins it anew. */
exports.calls = () => {
  const lines = existsSync("calls") ? readFileSync("calls", "utf8").trim().split("\n") : [];
  rmSync("calls", { force: true });
  return lines;
};

/** Prints what is seen. The finding fails if it is not what was seen when it was written down. */
exports.saw = (what, seen, before) => {
  const [now, then] = [seen, before].map((value) => JSON.stringify(value) ?? "undefined");
  console.log(`${what}: ${now}`);
  if (now === then) return;
  console.log(`  CHANGED, it was: ${then}`);
  process.exitCode = 1;
};
JS
