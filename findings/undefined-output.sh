#!/usr/bin/env bash
# An `undefined` among the outputs of a dynamic provider's `create` fails the run after `create` has done its work. The
# resource is not in state, so the next `up` creates a second one.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    it is left out, as JSON does.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { calls, inState, saw, stack } = require("./engine.cjs");

const provider = {
  async create() {
    require("node:fs").appendFileSync("calls", "create\n");
    return { id: "1", outs: { size: 1, note: undefined } };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, { size: undefined, note: undefined });
  }
}
const program = async () => void new Thing("thing");

(async () => {
  const dev = await stack();
  for (let run = 1; run <= 2; run++) {
    const failure = await dev.up({ program }).catch((error) => error.message);
    saw(`up ${run}`, /Unexpected struct type/.exec(failure)?.[0], "Unexpected struct type");
  }
  saw("calls", calls(), ["create", "create"]);
  saw("in state", await inState(dev, "thing"), undefined);
})();
JS
node finding.cjs
