import type * as pulumi from "@pulumi/pulumi";

export type Program = pulumi.automation.PulumiFn;

/** Values of stack configuration; `path` has the meaning of `pulumi config set --path`. */
export type StackConfig = Record<string, { value: string; secret?: boolean; path?: boolean }>;

export interface StackOptions {
  config?: StackConfig;
  /** Environment of every operation, on top of that of the test. */
  env?: Record<string, string>;
  project?: string;
  /** The `backend` of another stack, to share it. */
  backend?: string;
  /** The folder in which the provider process runs: the current one, unless given. */
  main?: string;
}

/** Options of one operation that the Automation API does not have. */
export interface RunOptions {
  /** More arguments of the command. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The program of this operation, if it is not the program of the stack. */
  program?: Program;
}

export type UpOptions = Omit<pulumi.automation.UpOptions, "program"> & RunOptions;
export type PreviewOptions = Omit<pulumi.automation.PreviewOptions, "program"> & RunOptions;
export type RefreshOptions = pulumi.automation.RefreshOptions & RunOptions;
export type DestroyOptions = pulumi.automation.DestroyOptions & RunOptions;
