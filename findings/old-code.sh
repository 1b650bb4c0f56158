#!/usr/bin/env bash
# Mend the `delete` of a dynamic provider whose `diff` looks at its own properties only, run `up`, then `destroy`: the
# old `delete` runs. The `up` calls the resource unchanged and keeps the old outputs, and those hold the code.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    after a successful `up` with the new program, everything runs the new code.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { calls, operations, saw, stack } = require("./engine.cjs");

const create = async (inputs) => ({ id: "1", outs: inputs });
const diff = async (_id, olds, news) => ({ changes: olds.size !== news.size });
const providers = {
  old: { create, diff, delete: async () => require("node:fs").appendFileSync("calls", "old delete\n") },
  mended: { create, diff, delete: async () => require("node:fs").appendFileSync("calls", "mended delete\n") },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, provider) {
    super(provider, name, { size: 1 });
  }
}
const program = (provider) => async () => void new Thing("thing", provider);

(async () => {
  const dev = await stack();
  await dev.up({ program: program(providers.old) });
  saw("up with the mended provider", await operations((o) => dev.up(o), program(providers.mended)), { thing: "same" });
  await dev.destroy();
  saw("destroy ran", calls(), ["old delete"]);
})();
JS
node finding.cjs
