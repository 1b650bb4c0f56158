#!/usr/bin/env bash
# An output that the reply of a provider's `create` lacks is unknown in every later preview, also when nothing changes.
# An output that the reply gave as null is known.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    both are `undefined` from the first `up` on, so both are known in the next preview.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { operations, saw, stack } = require("./engine.cjs");

const provider = { create: async () => ({ id: "1", outs: { given: null } }) };
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, { given: undefined, absent: undefined });
  }
}

const known = {};
const program = async () => {
  const thing = new Thing("thing");
  for (const name of ["given", "absent"]) {
    known[name] = false;
    thing[name].apply(() => {
      known[name] = true;
    });
  }
};

(async () => {
  const dev = await stack();
  await dev.up({ program });
  saw("known in the `up`", known, { given: true, absent: true });
  saw("preview", await operations((o) => dev.preview(o), program), { thing: "same" });
  saw("known in the preview", known, { given: true, absent: false });
})();
JS
node finding.cjs
