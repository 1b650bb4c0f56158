#!/usr/bin/env bash
# A dynamic provider in plain JavaScript cannot use syntax that Node.js has had since 2020: the SDK reads the source of
# its methods with a TypeScript 3.8 of its own, unless the project has a TypeScript installed.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0, TypeScript 5.9.3
# Guess:    whatever this Node.js runs, since the program is JavaScript and no TypeScript is involved.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { saw, stack } = require("./engine.cjs");

const provider = {
  async create(inputs) {
    inputs.size ??= 1;
    return { id: "1", outs: inputs };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, {});
  }
}
const program = async () => void new Thing("thing");

(async () => {
  const dev = await stack();
  const result = await dev.up({ program }).then(
    () => "succeeded",
    (error) => /Error serializing/.exec(error.message)?.[0] ?? error.message,
  );
  saw(process.argv[2], result, process.argv[3]);
})();
JS
node finding.cjs "without TypeScript" "Error serializing"
npm install --silent --no-audit --no-fund --prefer-offline typescript@5.9.3
node finding.cjs "with TypeScript 5.9.3" "succeeded"
