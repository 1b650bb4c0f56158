#!/usr/bin/env bash
# With a dynamic resource in the program, `up --plan` fails if any value of the stack's configuration has changed since
# the plan was saved, also one that nothing reads: the engine gives the whole configuration to the provider of dynamic
# resources, and the plan holds the provider to it. A value that is new is refused too.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    a plan constrains the resources that it shows. A value that no resource uses may change.
. "$(dirname "$0")/engine.sh"
export PULUMI_EXPERIMENTAL=true
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { saw, stack } = require("./engine.cjs");

const provider = { create: async () => ({ id: "1", outs: {} }) };
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, {});
  }
}
const dynamic = async () => {
  new Thing("thing");
};
const without = async () => {
  new pulumi.StackReference("self", { name: "organization/finding/dev" });
};

(async () => {
  const dev = await stack();
  const set = (key, value) => dev.setConfig(key, { value });
  const upByPlan = async (program, change) => {
    await set("unused", "1");
    await dev.preview({ program, plan: "plan.json" });
    await change();
    const error = await dev.up({ program, plan: "plan.json" }).then(
      () => "",
      ({ message }) => message,
    );
    return /violates plan: properties changed: \S+/.exec(error)?.[0] ?? (error || "passes");
  };
  const changed = () => set("unused", "2");
  saw("nothing changed", await upByPlan(dynamic, async () => {}), "passes");
  saw("a value changed", await upByPlan(dynamic, changed), "violates plan: properties changed: =~finding:unused[{2}]");
  saw("a value is new", await upByPlan(dynamic, () => set("new", "1")), "violates plan: properties changed: =+finding:new[{1}]");
  saw("a value changed, no dynamic resource", await upByPlan(without, changed), "passes");
})();
JS
node finding.cjs
