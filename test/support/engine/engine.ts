import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

/** The Pulumi engine, as `scripts/engine.mjs` returns it. */
export interface Engine {
  command: string;
  directory: string;
  version: string;
  source: "PATH" | "cache" | "download" | "build";
}

const script = resolve(__dirname, "../../../scripts/engine.mjs");
let found: Promise<Engine> | undefined;

/** Returns the engine that the tests use. Each process looks for it once. */
export function engine(): Promise<Engine> {
  found ??= promisify(execFile)(process.execPath, [script, "--json"]).then(({ stdout }) => JSON.parse(stdout));
  return found;
}
