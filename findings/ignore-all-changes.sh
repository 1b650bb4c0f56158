#!/usr/bin/env bash
# `ignoreChanges: ["*"]` also freezes what the provider's own `check` writes into the inputs: `check` gets back the value
# of its last run as if the program had given it, so a provider cannot correct a default of its own.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    the option is about the program's arguments; what `check` adds is added anew in each run.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { calls, inState, saw, stack } = require("./engine.cjs");

const provider = {
  async check(_olds, news) {
    require("node:fs").appendFileSync("calls", `${news.version ?? "none"}\n`);
    return { inputs: { version: 1, ...news } };
  },
  create: async (inputs) => ({ id: "1", outs: inputs }),
  diff: async (_id, olds, news) => ({ changes: olds.version !== news.version }),
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, opts) {
    super(provider, name, {}, opts);
  }
}
const program = (opts) => async () => void new Thing("thing", opts);

(async () => {
  const dev = await stack();
  for (const [options, before] of [
    [{}, ["none"]],
    [{}, ["none"]],
    [{ ignoreChanges: ["*"] }, ["1"]],
  ]) {
    await dev.up({ program: program(options) });
    saw(`version that \`check\` gets, options ${JSON.stringify(options)}`, [...new Set(calls())], before);
  }
})();
JS
node finding.cjs
