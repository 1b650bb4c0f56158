#!/usr/bin/env bash
# A `Date` among the outputs of a dynamic provider is stored as an empty object, without an error.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    it is stored as its ISO string, as JSON does, or refused.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { inState, saw, stack } = require("./engine.cjs");

class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super({ create: async () => ({ id: "1", outs: { made: new Date(0) } }) }, name, { made: undefined });
  }
}

(async () => {
  const dev = await stack();
  const result = await dev.up({ program: async () => ({ made: new Thing("thing").made }) });
  saw("result", result.summary.result, "succeeded");
  saw("output in state", (await inState(dev, "thing")).outputs.made, {});
})();
JS
node finding.cjs
