#!/usr/bin/env bash
# A dynamic provider without an `update` method, one of the optional ones, updates all the same: the call counts as
# successful and every output is lost from state, the inputs among them.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    a resource that cannot be updated is replaced, or the update fails, or the outputs stay.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { inState, operations, saw, stack } = require("./engine.cjs");

const provider = { create: async (inputs) => ({ id: "1", outs: { ...inputs, address: "a" } }) };
class Thing extends pulumi.dynamic.Resource {
  constructor(name, size) {
    super(provider, name, { size, address: undefined });
  }
}
const program = (size) => async () => void new Thing("thing", size);
const outputs = async (dev) => {
  const { __provider, ...rest } = (await inState(dev, "thing")).outputs;
  return rest;
};

(async () => {
  const dev = await stack();
  await dev.up({ program: program(1) });
  saw("outputs", await outputs(dev), { address: "a", size: 1 });
  saw("up", await operations((o) => dev.up(o), program(2)), { thing: "update" });
  saw("outputs", await outputs(dev), {});
})();
JS
node finding.cjs
