import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { operationsOf } from "./operations.mjs";
import { stateSize } from "./state-size.mjs";

const require = createRequire(import.meta.url);
const { automation } = require("@pulumi/pulumi");
const { version } = require("../../package.json");

/**
 * A YAML program with the tokens of the native provider, and the credential in the environment.
 *
 * @param {string} archive the provider's archive, which is installed before the first operation
 */
export const yamlPeer = (archive) => async (work) => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  for (const part of ["work", "home", "state"]) await mkdir(join(folder, part));
  const workDir = join(folder, "work");
  await writeFile(join(workDir, "Pulumi.yaml"), program(work.names));
  const stack = await automation.LocalWorkspace.createStack(
    { stackName: "s", workDir },
    {
      pulumiHome: join(folder, "home"),
      envVars: {
        PULUMI_BACKEND_URL: work.backend ?? pathToFileURL(join(folder, "state")).href,
        PULUMI_CONFIG_PASSPHRASE: "not a secret",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...work.env,
      },
    },
  );
  const install = ["plugin", "install", "resource", "access-tokens", version, "--file", archive];
  await stack.workspace.pulumiCommand.run(install, workDir, { PULUMI_HOME: join(folder, "home") });
  return {
    operations: operationsOf(stack, work.parallel, true),
    async stateBytes() {
      return work.backend === undefined ? stateSize(join(folder, "state/.pulumi/stacks/p/s.json")) : undefined;
    },
    async close() {
      if (work.backend !== undefined) await stack.workspace.removeStack("s", { force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const program = (names) => `name: p
runtime: yaml
resources:
${names.map((name) => `  "${name}":\n    type: access-tokens:ThousandEyesAccessToken\n    properties:\n      scope: [tests:read]\n    options:\n      version: ${version}\n`).join("")}`;
