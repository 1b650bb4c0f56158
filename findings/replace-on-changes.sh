#!/usr/bin/env bash
# The resource option `replaceOnChanges`, even `["*"]`, does nothing for a dynamic resource whose provider has a `diff`
# that answers `changes: true`. Without a `diff` it works.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    the option is the engine's own, so any update of that resource becomes a replacement.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { operations, saw, stack } = require("./engine.cjs");

const create = async (inputs) => ({ id: "1", outs: inputs });
const providers = {
  withDiff: { create, diff: async (_id, olds, news) => ({ changes: olds.size !== news.size }) },
  withoutDiff: { create },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, size) {
    super(providers[name], name, { size }, { replaceOnChanges: ["*"] });
  }
}
const program = (size) => async () => {
  for (const name of Object.keys(providers)) new Thing(name, size);
};

(async () => {
  const dev = await stack();
  await dev.up({ program: program(1) });
  saw("preview", await operations((o) => dev.preview(o), program(2), { parallel: 1 }), {
    withDiff: "update",
    withoutDiff: "replace",
  });
})();
JS
node finding.cjs
