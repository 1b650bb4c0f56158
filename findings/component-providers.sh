#!/usr/bin/env bash
# An explicit provider for one npm package's dynamic resources, passed to a component, runs the dynamic resources of every
# other npm package under it too: all of them are of the one package `pulumi-nodejs`. The others lose the stack's
# configuration, which an explicit provider does not have.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    the other package's resources go on as before, with the default provider.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { inState, saw, stack } = require("./engine.cjs");

const other = {
  async configure({ config }) {
    this.address = config.get("other:address") ?? "none";
  },
  async create() {
    return { id: "1", outs: { address: this.address } };
  },
};
class Other extends pulumi.dynamic.Resource {
  constructor(name, opts) {
    super(other, name, { address: undefined }, opts);
  }
}
class Mine extends pulumi.ProviderResource {
  constructor(name) {
    super("pulumi-nodejs", name, { "mine:address": "https://mine.example.com" });
  }
}
class Group extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("finding:index:Group", name, {}, opts);
    new Other("inside", { parent: this });
  }
}
const program = async () => {
  new Other("outside");
  new Group("group", { providers: [new Mine("mine")] });
};

(async () => {
  const dev = await stack();
  await dev.setConfig("other:address", { value: "https://other.example.com" });
  await dev.up({ program });
  const address = async (name) => (await inState(dev, name)).outputs.address;
  saw("outside of the component", await address("outside"), "https://other.example.com");
  saw("inside of the component", await address("inside"), "none");
})();
JS
node finding.cjs
