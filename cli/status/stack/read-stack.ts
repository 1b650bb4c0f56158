import type { Readable } from "node:stream";
import type { KnownState } from "../orphans/inventory";
import type { StackReport } from "../report";
import { stackReport } from "../stack-report";
import type { Question } from "../token-report";
import { deploymentIn } from "./deployment";
import { exportOf, nameOf, type Source } from "./stack-export";

/** The report on a requested stack, and its state. */
export interface ReadStack {
  readonly report: StackReport;
  /** Absent if the stack could not be read. */
  readonly state?: KnownState;
}

/** Reads a stack and reports on it. If it cannot be read, the report says so. */
export async function readStack(source: Source, stdin: Readable, question: Question): Promise<ReadStack> {
  const named = nameOf(source);
  try {
    const deployment = deploymentIn(await exportOf(source, stdin));
    // A file may be old. A state from the engine is current, whenever it was last saved.
    const savedAt = "stack" in source ? question.now : (deployment.savedAt ?? Number.NEGATIVE_INFINITY);
    const state = { deployment, asOf: Math.min(question.now, savedAt) };
    return { report: stackReport(deployment, named, question), state };
  } catch (error) {
    return { report: { name: named, tokens: [], problems: [], error: (error as Error).message } };
  }
}
