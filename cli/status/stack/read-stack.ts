import type { Readable } from "node:stream";
import type { KnownState } from "../orphans/inventory";
import type { StackReport } from "../report";
import { stackReport } from "../stack-report";
import type { Question } from "../token-report";
import { deploymentIn } from "./deployment";
import { exportOf, nameOf, type Source } from "./stack-export";

/** A stack that was asked for. */
export interface ReadStack {
  readonly report: StackReport;
  /** Absent where it could not be read. */
  readonly state?: KnownState;
}

/** Reads a stack and reports on it. That it cannot be read is told in the report. */
export async function readStack(source: Source, stdin: Readable, question: Question): Promise<ReadStack> {
  const named = nameOf(source);
  try {
    const deployment = deploymentIn(await exportOf(source, stdin));
    // A file may be old; what the engine gives is of now, whenever it was last saved.
    const savedAt = "stack" in source ? question.now : (deployment.savedAt ?? Number.NEGATIVE_INFINITY);
    const state = { deployment, asOf: Math.min(question.now, savedAt) };
    return { report: stackReport(deployment, named, question), state };
  } catch (error) {
    return { report: { name: named, tokens: [], problems: [], error: (error as Error).message } };
  }
}
