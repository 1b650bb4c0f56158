import { execFile } from "node:child_process";
import { promisify } from "node:util";

let found: Promise<string> | undefined;

/** Returns the folder of Pulumi's host of YAML programs. Each process looks for it once. */
export function yamlHost(): Promise<string> {
  found ??= promisify(execFile)(process.execPath, ["scripts/yaml-host.mjs"]).then(({ stdout }) => stdout.trim());
  return found;
}
