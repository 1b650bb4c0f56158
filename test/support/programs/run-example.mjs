// Runs the Pulumi program of a folder, as `pulumi up`, `preview` or `destroy` in that folder would:
//
//   node test/support/programs/run-example.mjs examples/<name> up|preview|destroy ... [--config key=value]
//     [--secret key=value] [--expect-no-changes] [--refresh]
//
// PULUMI_BACKEND_URL must name a `file://` state; runs that are given the same one continue each other. STACK_SETTINGS may
// hold the settings of the stack as JSON, with the keeper of its secrets; the default is a passphrase. The engine
// writes to the error output; the output has a line of JSON for each operation: { ok, outputs, changes, diagnostics,
// error }. No operation follows one that failed.
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire, Module } from "node:module";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { transformSync } from "@swc/core";
import { engine } from "../../../scripts/engine.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: "string", multiple: true, default: [] },
    secret: { type: "string", multiple: true, default: [] },
    "expect-no-changes": { type: "boolean", default: false },
    refresh: { type: "boolean", default: false },
  },
});
const [place = "", ...operations] = positionals;
const backend = process.env.PULUMI_BACKEND_URL ?? "";
const isKnown = (operation) => ["up", "preview", "destroy"].includes(operation);
if (operations.length === 0 || !operations.every(isKnown) || !backend.startsWith("file://")) {
  console.error(
    "usage: PULUMI_BACKEND_URL=file://<folder> run-example.mjs <folder> up|preview|destroy ... [--config k=v] [--secret k=v]",
  );
  process.exit(2);
}

const folder = resolve(place);
const require = createRequire(join(folder, "index.ts"));
// The program and this script must share one copy of the SDK.
const { automation } = require("@pulumi/pulumi");
process.chdir(folder);

// The compiler of the tests, since the loader that Pulumi itself uses is part of its language host.
Module._extensions[".ts"] = (module, file) => {
  const { code } = transformSync(require("node:fs").readFileSync(file, "utf8"), {
    filename: file,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
    sourceMaps: "inline",
  });
  module._compile(code, file);
};

async function program() {
  const file = join(folder, "index.ts");
  // Each operation runs the program anew.
  delete require.cache[require.resolve(file)];
  return { ...require(file) };
}

/**
 * The command of the Automation API, without what it asks for after an operation, each of which takes nearly as long:
 * the history, and the outputs a second time, with their secrets.
 */
function commandOf(command, version) {
  let outputs;
  const { run } = automation.PulumiCommand.prototype;
  return Object.assign(Object.create(automation.PulumiCommand.prototype), {
    command,
    version,
    async run(args, ...more) {
      if (args.includes("history")) return { stdout: "[]", stderr: "", code: 0 };
      if (args.includes("output") && args.includes("--show-secrets")) return outputs;
      const result = await run.call(this, args, ...more);
      if (args.includes("output")) outputs = result;
      return result;
    },
  });
}

async function projectName() {
  const file = await readFile(join(folder, "Pulumi.yaml"), "utf8").catch(() => "");
  return /^name: *(\S+)/m.exec(file)?.[1] ?? basename(folder);
}

function pair(text, secret) {
  const [key, ...value] = text.split("=");
  return [key, { value: value.join("="), secret }];
}

async function makeStack() {
  const project = await projectName();
  const { directory, command, version } = await engine();
  process.env.PATH = `${directory}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`;
  // Settings lie beside the state, for the next run to find the key of its secrets.
  const workDir = join(fileURLToPath(backend), "settings", project);
  const pulumiHome = process.env.PULUMI_HOME ?? join(fileURLToPath(backend), "home");
  for (const path of [workDir, pulumiHome]) await mkdir(path, { recursive: true });
  const isNew = !existsSync(join(workDir, "Pulumi.dev.yaml"));
  const settings = process.env.STACK_SETTINGS && JSON.parse(process.env.STACK_SETTINGS);
  const stack = await automation.LocalWorkspace[isNew ? "createStack" : "selectStack"](
    { stackName: "dev", projectName: project, program },
    {
      workDir,
      pulumiHome,
      pulumiCommand: commandOf(command, version),
      projectSettings: { name: project, runtime: "nodejs", main: folder, backend: { url: backend } },
      ...(isNew && settings ? { stackSettings: { dev: settings }, secretsProvider: settings.secretsProvider } : {}),
      envVars: { PULUMI_CONFIG_PASSPHRASE: "example", PULUMI_SKIP_UPDATE_CHECK: "true" },
    },
  );
  const config = [...values.config.map((text) => pair(text, false)), ...values.secret.map((text) => pair(text, true))];
  if (config.length > 0) await stack.setAllConfig(Object.fromEntries(config), true);
  return stack;
}

function masked(outputs = {}) {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? "[secret]" : value]),
  );
}

const write = (text) => process.stderr.write(text);

async function operate(stack, operation) {
  const summary = { ok: false, outputs: {}, changes: {}, diagnostics: [] };
  try {
    const result = await (await stack)[operation]({
      color: "never",
      expectNoChanges: values["expect-no-changes"],
      refresh: values.refresh,
      onOutput: write,
      onError: write,
      onEvent({ summaryEvent, diagnosticEvent }) {
        if (summaryEvent) summary.changes = summaryEvent.resourceChanges;
        if (!diagnosticEvent || diagnosticEvent.severity === "debug") return;
        const { severity, message, urn } = diagnosticEvent;
        summary.diagnostics.push({ severity, message: message.trim(), ...(urn ? { urn } : {}) });
      },
    });
    summary.ok = true;
    summary.outputs = masked(result.outputs);
  } catch (error) {
    const errors = summary.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    summary.error = errors.join("\n") || error.message;
    process.exitCode = 1;
  }
  console.log(JSON.stringify(summary));
  return summary.ok;
}

const stack = makeStack();
for (const operation of operations) if (!(await operate(stack, operation))) break;
