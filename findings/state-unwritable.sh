#!/usr/bin/env bash
# While the state cannot be written, an `up` tries for half a minute to save each result, one result after the other. So
# it ends after minutes, and the results are lost: the vendor has all resources, the state has none. If the state can be
# written again before the end, all of them are in it, also those for which the run printed `failed to save snapshot`.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    the first result that cannot be saved ends the run within half a minute, and that result alone is lost.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { existsSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { calls, saw, stack } = require("./engine.cjs");

const provider = {
  async create() {
    require("node:fs").appendFileSync("calls", "create\n");
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return { id: "1", outs: {} };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, {});
  }
}
const names = ["a", "b", "c", "d"];
const program = async () => {
  for (const name of names) new Thing(name);
};
const created = () => (existsSync("calls") ? readFileSync("calls", "utf8").trim().split("\n").length : 0);

/** Runs an `up` whose state cannot be written once all resources are in the making, until `back` finds a text. */
async function run(name, back) {
  const dev = await stack(name);
  const folder = `state/.pulumi/stacks`;
  let away = false;
  const watch = setInterval(() => {
    if (created() < names.length) return;
    clearInterval(watch);
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, "");
    away = true;
  }, 50);
  const mend = () => {
    rmSync(folder);
    renameSync(`${folder}.away`, folder);
    away = false;
  };
  let output = "";
  const onOutput = (text) => {
    output += text;
    if (away && back?.test(output)) mend();
  };
  const begin = performance.now();
  const result = await dev.up({ program, onOutput }).then(
    () => "passed",
    () => "failed",
  );
  console.log(`${name}: the run took ${((performance.now() - begin) / 1000).toFixed(0)} seconds`);
  if (away) mend();
  saw("result", result, "failed");
  const unsaved = names.filter((each) => new RegExp(`Resource ${each} .*failed to save snapshot`).test(output));
  const { resources = [] } = (await dev.exportStack()).deployment;
  const inState = resources.filter(({ type }) => type.includes("dynamic")).length;
  return { created: calls().length, unsaved: unsaved.length, inState };
}

(async () => {
  saw("never back", await run("never", undefined), { created: 4, unsaved: 4, inState: 0 });
  saw("back after the first error", await run("back", /failed to save snapshot/), { created: 4, unsaved: 1, inState: 4 });
})();
JS
node finding.cjs
