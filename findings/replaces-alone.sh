#!/usr/bin/env bash
# A dynamic provider's `diff` that names a property in `replaces`, and leaves out `changes`, replaces nothing as long as
# the inputs are the same: the resource is unchanged. Both are optional in the SDK's types.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    a property in `replaces` is a change, so the resource is replaced.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const { writeFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { operations, saw, stack } = require("./engine.cjs");

const provider = {
  create: async () => ({ id: "1", outs: {} }),
  diff: async () => JSON.parse(require("node:fs").readFileSync("answer.json", "utf8")),
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, {});
  }
}
const program = async () => void new Thing("thing");

(async () => {
  const dev = await stack();
  await dev.up({ program });
  for (const [answer, before] of [
    [{ replaces: ["age"] }, "same"],
    [{ replaces: ["age"], changes: true }, "replace"],
  ]) {
    writeFileSync("answer.json", JSON.stringify(answer));
    const { thing } = await operations((o) => dev.preview(o), program);
    saw(`diff returns ${JSON.stringify(answer)}`, thing, before);
  }
})();
JS
node finding.cjs
