#!/usr/bin/env node
// The provider `tests` for YAML programs: a `Consumer` uses a token, and changes whenever its arguments do.
// Not all of Pulumi's SDK: it takes half a second of CPU time to load.
const provider = require("@pulumi/pulumi/provider");
const { opened } = require("../../../lib/plugin/sealed");

const text = { type: "string" };
const inputProperties = {
  url: text,
  headers: { type: "object", additionalProperties: text },
  value: { $ref: "pulumi.json#/Any" },
};
const resource = { inputProperties, properties: { ...inputProperties, status: { type: "number" } } };

const use = async (inputs) => {
  const { headers, url } = opened(inputs);
  const reply = url === undefined ? undefined : await fetch(url, { headers });
  return { ...inputs, status: reply?.status ?? 0 };
};

const consumers = {
  version: "1.0.0",
  schema: JSON.stringify({ name: "tests", version: "1.0.0", resources: { "tests:index:Consumer": resource } }),
  async diff(_id, _urn, { status, ...olds }, news) {
    return { changes: JSON.stringify(Object.entries(olds).sort()) !== JSON.stringify(Object.entries(news).sort()) };
  },
  async create(_urn, inputs) {
    return { id: "consumer", outs: await use(inputs) };
  },
  async update(_id, _urn, _olds, news) {
    return { outs: await use(news) };
  },
  async delete() {},
};

provider.main(consumers, process.argv.slice(2));
