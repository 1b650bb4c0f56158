import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { startVendor } from "../vendor.mjs";

const run = promisify(execFile);

/** A program and its stack, as the Automation API has them: `pulumi up` in a folder needs a language host besides. */
const program = (state) => `
const pulumi = require("@pulumi/pulumi");
const { ThousandEyesAccessToken } = require("pulumi-access-tokens");
const program = async () => {
  new ThousandEyesAccessToken("tests", { scope: "tests:read" });
};
const projectSettings = { name: "p", runtime: "nodejs", main: __dirname, backend: { url: ${JSON.stringify(state)} } };
pulumi.automation.LocalWorkspace.createStack({ stackName: "s", projectName: "p", program }, { projectSettings })
  .then((stack) => stack.up());
`;

/**
 * Measures the seconds from an empty folder to the first token: to install the packed package with Pulumi's SDK, from
 * npm's cache if it is there, and then the first `up`.
 */
export async function firstToken() {
  const folder = await mkdtemp(join(tmpdir(), "bench-first-"));
  const vendor = await startVendor("thousandEyes", 0);
  const { clientId, clientSecret, endpoint } = vendor.credentials;
  try {
    const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
    const [{ filename }] = Object.values(JSON.parse(packed.stdout));
    const begin = performance.now();
    await run("npm", ["init", "--yes"], { cwd: folder });
    const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", "@pulumi/pulumi", `./${filename}`];
    await run("npm", install, { cwd: folder });
    const installed = performance.now();
    await writeFile(join(folder, "up.js"), program(pathToFileURL(folder).href));
    const env = {
      ...process.env,
      PULUMI_CONFIG_PASSPHRASE: "not a secret",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      TE_API_ENDPOINT: endpoint,
      TE_CLIENT_ID: clientId,
      TE_CLIENT_SECRET: clientSecret,
    };
    await run(process.execPath, ["up.js"], { cwd: folder, env });
    const end = performance.now();
    return { install: (installed - begin) / 1000, up: (end - installed) / 1000 };
  } finally {
    vendor.close();
    await rm(folder, { recursive: true, force: true });
  }
}
