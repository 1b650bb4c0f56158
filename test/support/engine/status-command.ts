import { execFile } from "node:child_process";
import { delimiter, join } from "node:path";
import { engine } from "./engine";
import type { TestStack } from "./stack";

const main = join(__dirname, "../../../lib/cli/main.js");

/** Runs `status` as a user does: in the project's folder, with the engine on `PATH` and without a passphrase. */
export async function statusCommand(dev: TestStack) {
  const { directory } = await engine();
  return (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const { PULUMI_CONFIG_PASSPHRASE, ...rest } = process.env;
      const env = {
        ...rest,
        PATH: [directory, process.env.PATH].join(delimiter),
        PULUMI_BACKEND_URL: dev.backend,
        PULUMI_HOME: dev.automation.workspace.pulumiHome,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...more,
      };
      const options = { cwd: dev.automation.workspace.workDir, env };
      execFile(process.execPath, [main, "status", ...args], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
}
