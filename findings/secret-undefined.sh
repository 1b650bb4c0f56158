#!/usr/bin/env bash
# An optional argument that is `undefined` never reaches the provider. The same in `pulumi.secret(...)` does: its key is
# present, with null. So `"key" in inputs` and a default by destructuring go wrong for secrets alone.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    a secret `undefined` is left out as a plain one is.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { inState, saw, stack } = require("./engine.cjs");

const provider = {
  async create({ plain = "default", secret = "default", ...inputs }) {
    return { id: "1", outs: { plain, secretIsDefault: secret === "default", secretIsNull: secret === null } };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, { plain: undefined, secret: pulumi.secret(undefined) });
  }
}

(async () => {
  const dev = await stack();
  await dev.up({ program: async () => void new Thing("thing") });
  const { inputs, outputs } = await inState(dev, "thing");
  saw("plain", outputs.plain, "default");
  saw("secret is the default", outputs.secretIsDefault, false);
  saw("secret is null", outputs.secretIsNull, true);
  saw("keys of the inputs in state", Object.keys(inputs).sort(), ["__provider", "secret"]);
})();
JS
node finding.cjs
