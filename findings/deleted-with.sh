#!/usr/bin/env bash
# A resource that is `deletedWith` another is replaced with it, although its own `diff` sees no change, and its provider
# is never asked to delete the old copy. Whoever relied on `delete` to end something at the vendor has it left over.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    `deletedWith` is about destroying; when the other is replaced, this one stays, since nothing of it changed.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { calls, operations, saw, stack } = require("./engine.cjs");

const provider = {
  async create(inputs) {
    require("node:fs").appendFileSync("calls", `create ${inputs.name}\n`);
    return { id: `${inputs.name}-${Date.now()}`, outs: inputs };
  },
  diff: async (_id, olds, news) => ({ changes: olds.size !== news.size, replaces: olds.size !== news.size ? ["size"] : [] }),
  async delete(_id, props) {
    require("node:fs").appendFileSync("calls", `delete ${props.name}\n`);
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, size, opts) {
    super(provider, name, { name, size }, opts);
  }
}
const program = (size) => async () => {
  const house = new Thing("house", size);
  new Thing("key", 1, { deletedWith: house });
};

(async () => {
  const dev = await stack();
  await dev.up({ program: program(1) });
  calls();
  saw("preview", await operations((o) => dev.preview(o), program(2)), { house: "replace", key: "replace" });
  await dev.up({ program: program(2) });
  saw("calls", calls().sort(), ["create house", "create key", "delete house"]);
})();
JS
node finding.cjs
