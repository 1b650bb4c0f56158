import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { automation } = createRequire(import.meta.url)("@pulumi/pulumi");

/**
 * A stack of the quickstart's program, with everything of it in one folder.
 *
 * @param {string} root where the provider process runs: it finds the package from there
 * @param {{ oauth2: object; thousandEyes: object }} emulators whose credentials the program gets from the environment
 */
export async function createStack(folder, root, program, { oauth2, thousandEyes }) {
  for (const name of ["work", "home", "state"]) await mkdir(join(folder, name));
  const backend = { url: pathToFileURL(join(folder, "state")).href };
  return automation.LocalWorkspace.createStack(
    { stackName: "quickstart", projectName: "quickstart", program },
    {
      workDir: join(folder, "work"),
      pulumiHome: join(folder, "home"),
      projectSettings: { name: "quickstart", runtime: "nodejs", main: root, backend },
      envVars: {
        PULUMI_CONFIG_PASSPHRASE: "quickstart",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        OAUTH2_ISSUER: oauth2.credentials.issuer,
        OAUTH2_CLIENT_ID: oauth2.credentials.clientId,
        OAUTH2_CLIENT_SECRET: oauth2.credentials.clientSecret,
        TE_API_ENDPOINT: thousandEyes.endpoint,
        TE_CLIENT_ID: thousandEyes.credentials.clientId,
        TE_CLIENT_SECRET: thousandEyes.credentials.clientSecret,
      },
    },
  );
}
