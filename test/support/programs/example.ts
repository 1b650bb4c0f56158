import { type ExecFileException, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { keeper, keeperSettings } from "../engine/keeper";

/** A line of the output of `run-example.mjs`. */
export interface ExampleRun {
  ok: boolean;
  outputs: Record<string, unknown>;
  changes: Record<string, number>;
  diagnostics: { severity: string; message: string; urn?: string }[];
  error?: string;
}

/** The folder of an example's state while a test runs. */
export interface ExampleState {
  /** `PULUMI_BACKEND_URL`, `PULUMI_HOME`, and where the key of its secrets is. */
  env: Record<string, string>;
  dispose(): Promise<void>;
}

export async function exampleState(): Promise<ExampleState> {
  const folder = await mkdtemp(join(tmpdir(), "example-"));
  return {
    env: {
      PULUMI_BACKEND_URL: pathToFileURL(folder).href,
      PULUMI_HOME: join(folder, "home"),
      STACK_SETTINGS: JSON.stringify(keeperSettings),
      ...(await keeper()),
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

type Operation = "up" | "preview" | "destroy";

/** Runs the program in a folder as a user would, in its own process. */
export async function runExample(
  folder: string,
  operation: Operation,
  env: Record<string, string>,
  ...options: string[]
): Promise<ExampleRun> {
  const [only] = await runOperations(folder, [operation], env, ...options);
  if (only === undefined) throw new Error(`nothing is known of the ${operation}`);
  return only;
}

/** Runs one operation after the other, from the same process, until one fails. */
export async function runOperations(
  folder: string,
  operations: readonly Operation[],
  env: Record<string, string>,
  ...options: string[]
): Promise<ExampleRun[]> {
  const script = resolve(__dirname, "run-example.mjs");
  const args = [script, folder, ...operations, ...options];
  const { stdout } = await run(process.execPath, args, resolve(__dirname, "../../.."), env);
  const lines = stdout.trim().split("\n").slice(-operations.length);
  return lines.map((line) => JSON.parse(line));
}

/** Runs a command until it ends, whether it succeeds or fails. */
export function run(command: string, args: readonly string[], cwd: string, env: Record<string, string>) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, options, (error: ExecFileException | null, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}
