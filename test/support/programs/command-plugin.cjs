#!/usr/bin/env node
// Stands in for Pulumi's provider `command`, which cannot be built or downloaded everywhere: of `local.Command` it has
// what the examples use. A command runs when the resource is created, and again whenever an argument changes.
const { execFile } = require("node:child_process");
// Not all of Pulumi's SDK: it takes half a second of CPU time to load.
const provider = require("@pulumi/pulumi/provider");
const { opened } = require("../../../lib/plugin/sealed");

const text = { type: "string" };
const inputProperties = { create: text, stdin: text };

const run = (inputs) => {
  const { create, stdin = "" } = opened(inputs);
  return new Promise((resolve, reject) => {
    const command = execFile("/bin/sh", ["-c", create], (error, stdout, stderr) => {
      if (error === null) resolve({ ...inputs, stdout: stdout.trim(), stderr: stderr.trim() });
      else reject(new Error(`the command ended with ${error.code}: ${stderr}`));
    });
    command.stdin.end(stdin);
  });
};

const commands = {
  version: "1.2.1",
  schema: JSON.stringify({
    name: "command",
    version: "1.2.1",
    language: {
      go: {
        importBasePath: "github.com/pulumi/pulumi-command/sdk/go/command",
        modulePath: "github.com/pulumi/pulumi-command/sdk",
      },
    },
    resources: {
      "command:local:Command": {
        inputProperties,
        properties: { ...inputProperties, stdout: text, stderr: text },
        required: ["stdout", "stderr"],
      },
    },
  }),
  async diff(_id, _urn, { stdout: _stdout, stderr: _stderr, ...olds }, news) {
    return { changes: JSON.stringify(Object.entries(olds).sort()) !== JSON.stringify(Object.entries(news).sort()) };
  },
  async create(_urn, inputs) {
    return { id: "command", outs: await run(inputs) };
  },
  async update(_id, _urn, _olds, news) {
    return { outs: await run(news) };
  },
  async delete() {},
};

if (process.argv.includes("--schema")) console.log(commands.schema);
else provider.main(commands, process.argv.slice(2));
