import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { engine } from "./engine";
import type { TestStack } from "./stack";

/** Returns the output of `pulumi stack export` without `--show-secrets`. */
export async function stackExport({ automation, name, backend }: TestStack): Promise<string> {
  const { command } = await engine();
  const { workDir, pulumiHome = "" } = automation.workspace;
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: backend,
    PULUMI_HOME: pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const { stdout } = await promisify(execFile)(command, ["stack", "export", "--stack", name], { cwd: workDir, env });
  return stdout;
}
