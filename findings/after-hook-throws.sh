#!/usr/bin/env bash
# A hook after the creation of a resource that throws fails the run. The resource stays in state, and the next `up` calls
# it unchanged and does not run the hook again. The SDK's documentation promises a warning, and a run that goes on.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    a warning, as documented; or, where it is a failure, the next run tries the hook again.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { inState, operations, saw, stack } = require("./engine.cjs");

const provider = { create: async () => ({ id: "1", outs: {} }) };
class Thing extends pulumi.dynamic.Resource {
  constructor(name, opts) {
    super(provider, name, {}, opts);
  }
}
let hooks = 0;
const program = async () => {
  const hook = new pulumi.ResourceHook("announce", () => {
    hooks++;
    throw new Error("no one to announce it to");
  });
  new Thing("thing", { hooks: { afterCreate: [hook] } });
};

(async () => {
  const dev = await stack();
  const result = await dev.up({ program }).then(
    ({ summary }) => summary.result,
    () => "failed",
  );
  saw("up", result, "failed");
  saw("in state", (await inState(dev, "thing"))?.id, "1");
  saw("next up", await operations((o) => dev.up(o), program), { thing: "same" });
  saw("calls of the hook", hooks, 1);
})();
JS
node finding.cjs
