#!/usr/bin/env bash
# A policy that remediates by returning a copy of the properties (`{ ...props, size: 2 }`) has the secrets among them
# stored in clear. One that changes `props` itself and returns it leaves them encrypted.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0, @pulumi/policy 1.21.0
# Guess:    what was a secret before the remediation is one after it, however the policy makes its result.
. "$(dirname "$0")/engine.sh"
npm install --silent --no-audit --no-fund --prefer-offline @pulumi/policy@1.21.0
mkdir pack
cat >pack/index.js <<'JS'
const { PolicyPack } = require("@pulumi/policy");
const add = { copy: (props) => ({ ...props, size: 2 }), change: (props) => Object.assign(props, { size: 2 }) };
new PolicyPack("sizes", {
  policies: [
    {
      name: "size",
      description: "Each thing has a size.",
      enforcementLevel: "remediate",
      remediateResource: ({ name, props }) => add[name]?.(props),
    },
  ],
});
JS
echo '{ "name": "sizes", "version": "1.0.0", "main": "index.js" }' >pack/package.json
# The engine starts an executable pack itself, so that no language host is needed.
cat >pack/run <<SH
#!/bin/sh
exec node "$folder/node_modules/@pulumi/pulumi/cmd/run-policy-pack" "\$1" "$folder/pack"
SH
chmod +x pack/run

cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { readFileSync } = require("node:fs");
const { saw, stack } = require("./engine.cjs");

const provider = { create: async () => ({ id: "1", outs: {} }) };
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, { password: pulumi.secret(`password of ${name}`) });
  }
}
const program = async () => {
  new Thing("copy");
  new Thing("change");
};

(async () => {
  const dev = await stack();
  await dev.up({ program, policyPacks: [`${process.cwd()}/pack/run`] });
  const state = readFileSync("state/.pulumi/stacks/finding/dev.json", "utf8");
  for (const [name, before] of [["copy", true], ["change", false]]) {
    saw(`${name}: password in clear in state`, state.includes(`password of ${name}`), before);
  }
})();
JS
node finding.cjs
