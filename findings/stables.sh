#!/usr/bin/env bash
# `stables` in a dynamic provider's diff, "an optional list of properties that will not ever change", has no effect:
# the preview of an update makes those outputs unknown, and so whatever depends on them shows a change.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    an output in `stables` keeps its value in the preview of an update.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { operations, saw, stack } = require("./engine.cjs");

const provider = {
  create: async (inputs) => ({ id: "1", outs: { ...inputs, address: "a" } }),
  update: async (_id, _olds, news) => ({ outs: { ...news, address: "a" } }),
  diff: async (_id, olds, news) => ({ changes: olds.size !== news.size, stables: ["address"] }),
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, size) {
    super(provider, name, { size, address: undefined });
  }
}
class User extends pulumi.dynamic.Resource {
  constructor(name, address) {
    super({ create: async (inputs) => ({ id: "2", outs: inputs }) }, name, { address });
  }
}
const program = (size) => async () => void new User("user", new Thing("thing", size).address);

(async () => {
  const dev = await stack();
  await dev.up({ program: program(1) });
  saw("preview", await operations((o) => dev.preview(o), program(2)), { thing: "update", user: "update" });
  saw("up", await operations((o) => dev.up(o), program(2)), { thing: "update", user: "same" });
})();
JS
node finding.cjs
