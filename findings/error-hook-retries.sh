#!/usr/bin/env bash
# An error hook that returns true makes the engine try the failed operation again at once, a hundred times in all and
# without a growing pause: a hook that does not wait sends a vendor a hundred requests in a row.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    a few tries, with a growing pause between them.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { calls, saw, stack } = require("./engine.cjs");

const provider = {
  async create() {
    require("node:fs").appendFileSync("calls", `${Date.now()}\n`);
    throw new Error("busy");
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, opts) {
    super(provider, name, {}, opts);
  }
}
const program = async () => {
  new Thing("thing", { hooks: { onError: [new pulumi.ErrorHook("again", () => true)] } });
};

(async () => {
  const dev = await stack();
  const failed = await dev.up({ program }).then(
    () => false,
    () => true,
  );
  const times = calls().map(Number);
  const pauses = times.slice(1).map((time, index) => time - times[index]);
  saw("up failed", failed, true);
  saw("calls of `create`", times.length, 100);
  const half = (from) => pauses.slice(from, from + 50).reduce((sum, pause) => sum + pause);
  saw("the later pauses are more than twice the earlier", half(50) > 2 * half(0), false);
})();
JS
node finding.cjs
