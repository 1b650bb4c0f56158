import { delimiter } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Engine } from "./engine";

type Listener = (chunk: string) => void;
type Result = { stdout: string; stderr: string; code: number };
type Run = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: Listener,
  onError?: Listener,
  signal?: AbortSignal,
) => Promise<Result>;

/** Options of one operation that the Automation API does not have. */
export interface Extra {
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

const OPERATIONS = ["up", "preview", "refresh", "destroy"];

/** The command that the Automation API runs, with what its options cannot say: more arguments, environment, exit code. */
export class EngineCommand {
  readonly command: string;
  readonly version: { toString(): string };
  #engine: Engine;
  #operation: (Extra & { exitCode: number }) | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.command = engine.command;
    this.version = { toString: () => engine.version };
  }

  /** This command, as the type that the Automation API asks for. */
  asPulumiCommand(): pulumi.automation.PulumiCommand {
    return this as unknown as pulumi.automation.PulumiCommand;
  }

  /** Runs one operation with extra arguments and environment; its exit code is 0 if the engine was not even started. */
  async during(extra: Extra, operation: () => Promise<unknown>): Promise<{ exitCode: number; error?: Error }> {
    const current = { ...extra, exitCode: 0 };
    this.#operation = current;
    try {
      await operation();
      return { exitCode: current.exitCode };
    } catch (error) {
      return { exitCode: current.exitCode, error: error as Error };
    } finally {
      this.#operation = undefined;
    }
  }

  run: Run = async (args, cwd, env, onOutput, onError, signal) => {
    const operation = this.#operation;
    // After an operation the Automation API asks for outputs and history, which takes nearly as long as the operation.
    if (operation && !OPERATIONS.includes(args[0] ?? "")) {
      return { stdout: args.includes("history") ? "[]" : "{}", stderr: "", code: 0 };
    }
    const { run } = pulumi.automation.PulumiCommand.prototype as unknown as { run: Run };
    const PATH = [this.#engine.directory, process.env.PATH].join(delimiter);
    try {
      const all = [...args, ...(operation?.args ?? [])];
      return await run.call(this, all, cwd, { PATH, ...env, ...operation?.env }, onOutput, onError, signal);
    } catch (error) {
      if (operation) operation.exitCode = exitCodeOf(error);
      throw error;
    }
  };
}

function exitCodeOf(error: unknown): number {
  const { commandResult } = error as { commandResult?: { err?: { exitCode?: number } } };
  return commandResult?.err?.exitCode ?? -1;
}
