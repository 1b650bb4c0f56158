import type { Args } from "./vendors";

/** The resources of a program by name, with their arguments. */
export type Program = Readonly<Record<string, Args>>;

/** What came of an operation of the engine. */
export interface Outcome {
  readonly ok: boolean;
  /** All that the user reads. */
  readonly said: readonly string[];
  /** Whether it changed anything, or in a preview would. */
  readonly changes: boolean;
}

/** One copy of a resource in state. */
export interface StateCopy {
  readonly name: string;
  readonly id: string;
  readonly inputs: Args;
  readonly outputs: Args;
  /** It was replaced, and is still to be deleted. */
  readonly replaced: boolean;
  /** Why it could not be used once it was made. */
  readonly failed: boolean;
}

/** A stack of tokens of one class, on the engine or on what does as the engine does. */
export interface ModelStack {
  up(program: Program): Promise<Outcome>;
  preview(program: Program): Promise<Outcome>;
  refresh(): Promise<Outcome>;
  destroy(): Promise<Outcome>;
  copies(): Promise<readonly StateCopy[]>;
}
