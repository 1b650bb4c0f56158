import type { ParseArgsConfig } from "node:util";

/** A sub-command of `pulumi-access-tokens`. */
export interface Command {
  /** The line in the list of commands. */
  readonly summary: string;
  /** The text that `--help` prints. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** Whether the command takes arguments that are not options. */
  readonly positionals?: boolean;
  /** Runs the command. Rejects with an error whose message the user reads. */
  run(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): Promise<void>;
}

/** Thrown for wrong usage: exit code 2. */
export class UsageError extends Error {}
