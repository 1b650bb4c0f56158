import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

/** Where the Pulumi engine is: what `scripts/engine.mjs` promises. */
export interface Engine {
  command: string;
  directory: string;
  version: string;
  source: "PATH" | "cache" | "download" | "build";
}

const script = resolve(__dirname, "../../../scripts/engine.mjs");
let found: Promise<Engine> | undefined;

/** The engine that the tests use, looked for once in a process. */
export function engine(): Promise<Engine> {
  found ??= promisify(execFile)(process.execPath, [script, "--json"]).then(({ stdout }) => JSON.parse(stdout));
  return found;
}
