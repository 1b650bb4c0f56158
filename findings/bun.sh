#!/usr/bin/env bash
# A Pulumi program that runs under Bun cannot have a dynamic resource: the SDK says that functions cannot be serialized
# there. But a resource whose provider is a text that Node.js can load works, with the same SDK, engine and process.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0, Bun 1.4.5
# Guess:    dynamic resources do not work under Bun, as Pulumi's documentation says.
. "$(dirname "$0")/engine.sh"
npm install --silent --no-audit --no-fund --prefer-offline bun@1.4.5
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { saw, stack } = require("./engine.cjs");

class Serialized extends pulumi.dynamic.Resource {
  constructor(name) {
    super({ create: async () => ({ id: "1", outs: {} }) }, name, {});
  }
}
class Text extends pulumi.CustomResource {
  constructor(name) {
    const __provider = 'exports.handler = () => ({ create: async () => ({ id: "1", outs: {} }) });';
    super("pulumi-nodejs:dynamic:Resource", name, { __provider });
  }
}

(async () => {
  const dev = await stack();
  const result = (Resource) =>
    dev.up({ program: async () => void new Resource("thing") }).then(
      ({ summary }) => summary.result,
      ({ message }) => /not supported when using bun/.exec(message)?.[0] ?? message,
    );
  saw("runs under Bun", process.versions.bun, "1.4.5");
  saw("serialized provider", await result(Serialized), "not supported when using bun");
  saw("provider as a text", await result(Text), "succeeded");
})();
JS
node_modules/.bin/bun finding.cjs
