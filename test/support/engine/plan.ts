/** The parts of the output of `pulumi preview --json` that the tests read. */
export interface Plan {
  config?: Record<string, string>;
  steps: PlannedStep[];
  diagnostics?: { urn?: string; prefix?: string; message?: string; severity?: string }[];
  duration: number;
  changeSummary: Record<string, number>;
}

interface PlannedStep {
  op: string;
  urn: string;
  oldState?: Record<string, unknown>;
  newState?: Record<string, unknown>;
  /** The properties that the provider named as reasons for a replacement. */
  replaceReasons?: string[];
  diffReasons?: string[];
  detailedDiff: Record<string, unknown> | null;
}

/** Finds the plan among other lines of output. Throws if there is none. */
export function planIn(output: string): Plan {
  const begin = output.search(/^\{$/m);
  const end = output.search(/^\}$/m);
  if (begin < 0 || end < 0) throw new Error(`no plan in the output of the engine:\n${output}`);
  return JSON.parse(output.slice(begin, end + 1));
}
