// Runs operations of the engine on a stack of the program beside this file, which is copied into a user's project:
//
//   node operate.mjs <program> <stack> <operation>...
//
// FOLDER holds the state, its settings and Pulumi's home. The last line of the output is JSON: the versions that ran,
// what the state said of each token before a destroy, or at the end, and what went wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [file, stackName, ...operations] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const { automation } = require("@pulumi/pulumi");
const { program } = await import(new URL(file, import.meta.url).href);
const folder = process.env.FOLDER;

const stack = await automation.LocalWorkspace.createOrSelectStack(
  { stackName, projectName: "compatibility", program },
  {
    workDir: join(folder, "settings"),
    pulumiHome: join(folder, "home"),
    projectSettings: {
      name: "compatibility",
      runtime: "nodejs",
      main: dirname(fileURLToPath(import.meta.url)),
      backend: { url: pathToFileURL(join(folder, "state")).href },
    },
    envVars: { PULUMI_CONFIG_PASSPHRASE: "not a secret", PULUMI_SKIP_UPDATE_CHECK: "true" },
  },
);

const outcome = {};
try {
  for (const operation of operations) {
    if (operation === "destroy") outcome.tokens ??= await tokensInState();
    // After a token was just issued, neither a preview nor a refresh changes anything.
    const options = { preview: { expectNoChanges: true }, refresh: { expectNoChanges: true } }[operation];
    await stack[operation]({ color: "never", ...options, onOutput: (text) => process.stderr.write(text) });
  }
  outcome.tokens ??= await tokensInState();
} catch (error) {
  // The SDK makes the process exit with 0 even then.
  outcome.error = /^Diagnostics:.*?(?=^Resources:)/ms.exec(error.message)?.[0] ?? error.message;
}
const sdk = JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")).version;
const engine = stack.workspace.pulumiVersion;
const { bun, node } = process.versions;
const runtime = bun === undefined ? `Node.js ${node}${file.endsWith(".ts") ? " with tsx" : ""}` : `Bun ${bun}`;
console.log(JSON.stringify({ versions: { runtime, sdk, engine }, ...outcome }));

async function tokensInState() {
  const { deployment } = await stack.exportStack();
  const resources = deployment.resources ?? [];
  return resources
    .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"))
    .map(({ type, inputs, outputs }) => ({ type, text: [inputs.__provider, outputs.__provider] }));
}
