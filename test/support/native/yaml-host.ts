import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Returns the folder of Pulumi's host of YAML programs. */
export async function yamlHost(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/yaml-host.mjs"]);
  return stdout.trim();
}
