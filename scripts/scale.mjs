// Many tokens in one stack, then many stacks with one token each, against an OAuth 2.0 server on this machine:
//
//   npm run scale [-- --tokens 1000 --stacks 100 --backend postgres://...]
//
// Prints a line for each operation: its duration, and the processor time and memory of the engine and the provider.
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { engine } from "./engine.mjs";
import { Costs } from "./scale/costs.mjs";
import { createStack } from "./stack.mjs";

const require = createRequire(import.meta.url);
const { automation } = require("@pulumi/pulumi");
const { OAuth2AccessToken } = require("pulumi-access-tokens");
const { startOAuth2 } = require("pulumi-access-tokens/testing");

const { values } = parseArgs({
  options: {
    tokens: { type: "string", default: "1000" },
    stacks: { type: "string", default: "100" },
    backend: { type: "string" },
  },
});
const [tokens, stacks] = [Number(values.tokens), Number(values.stacks)];

const { directory, version } = await engine();
process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;
console.log(`Pulumi ${version}, Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);

/** The number of tokens that the program creates. */
let count = 0;

const server = await startOAuth2();
const { clientId, clientSecret, issuer } = server.credentials;
const env = { OAUTH2_ISSUER: issuer, OAUTH2_CLIENT_ID: clientId, OAUTH2_CLIENT_SECRET: clientSecret };
const folder = await mkdtemp(join(tmpdir(), "scale-"));
try {
  const first = await createStack({ name: "s0", project: "scale", folder, backend: values.backend, program, env });
  if (tokens > 0) await manyTokens(first);
  if (stacks > 0) await manyStacks(first.workspace);
} finally {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

async function program() {
  for (let number = 0; number < count; number++) new OAuth2AccessToken(`t${number}`, { scope: "reports:read" });
}

async function manyTokens(stack) {
  console.log(`\n${tokens} tokens in one stack`);
  count = tokens;
  await measured("up", () => stack.up());
  if (values.backend === undefined) {
    const { size } = await stat(join(folder, "state/.pulumi/stacks/scale/s0.json"));
    console.log(`state: ${(size / 1e6).toFixed(2)} MB`);
  }
  await measured("preview, nothing due", () => stack.preview());
  await measured("refresh", () => stack.refresh());
  await measured("destroy", () => stack.destroy());
}

async function manyStacks(workspace) {
  console.log(`\n${stacks} stacks of one token, one after the other`);
  count = 1;
  const names = Array.from({ length: stacks }, (_, number) => `s${number}`);
  const all = [];
  const each = (run) => async () => {
    for (const stack of all) await run(stack);
  };
  await measured("made", async () => {
    for (const name of names) all.push(await automation.Stack.createOrSelect(name, workspace));
  });
  await measured(
    "up",
    each((stack) => stack.up()),
  );
  await measured(
    "preview, nothing due",
    each((stack) => stack.preview()),
  );
  await measured("status of all", () => status(workspace, names));
  await measured(
    "destroy",
    each((stack) => stack.destroy()),
  );
}

/** Runs the command as a user does: it starts `pulumi stack export` for each stack. */
async function status({ workDir, pulumiHome }, names) {
  const main = fileURLToPath(new URL("../lib/cli/main.js", import.meta.url));
  const options = { cwd: workDir, env: { ...process.env, PULUMI_HOME: pulumiHome }, maxBuffer: 2 ** 30 };
  const { stdout } = await promisify(execFile)(process.execPath, [main, "status", "--json", ...names], options);
  const { stacks: reported } = JSON.parse(stdout);
  if (reported.length !== names.length) throw new Error(`${reported.length} of ${names.length} stacks are reported`);
}

async function measured(what, run) {
  const costs = new Costs();
  const begin = performance.now();
  await run();
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${what}: ${seconds} s; ${costs.stop()}`);
}
