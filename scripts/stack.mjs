import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const { automation } = createRequire(import.meta.url)("@pulumi/pulumi");
const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Creates a stack of an inline program, or selects it, with all its files in one folder. The engine must be on `PATH`.
 *
 * @param {{ name: string, project?: string, folder: string, backend?: string, program: () => Promise<unknown>, env: Record<string, string> }} options
 */
export async function createStack({ name, project = name, folder, backend, program, env }) {
  for (const part of ["work", "home", "state"]) await mkdir(join(folder, part));
  return automation.LocalWorkspace.createOrSelectStack(
    { stackName: name, projectName: project, program },
    {
      workDir: join(folder, "work"),
      pulumiHome: join(folder, "home"),
      projectSettings: {
        name: project,
        runtime: "nodejs",
        // The provider process runs in this folder, and finds the package from there.
        main: root,
        backend: { url: backend ?? pathToFileURL(join(folder, "state")).href },
      },
      envVars: { PULUMI_CONFIG_PASSPHRASE: "not a secret", PULUMI_SKIP_UPDATE_CHECK: "true", ...env },
    },
  );
}
