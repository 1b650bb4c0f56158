import type { ParseArgsConfig } from "node:util";

/** A sub-command of `pulumi-access-tokens`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** Whether it takes arguments that are no options. */
  readonly positionals?: boolean;
  /** Ends when the command has done its work; a failure is an error whose message the user reads. */
  run(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): Promise<void>;
}

/** The user asked for something that does not exist: exit code 2. */
export class UsageError extends Error {}
