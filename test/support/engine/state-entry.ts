import type { TestStack } from "./stack";

/** One copy of a resource in state. During a replacement a resource has two. */
export interface StateEntry {
  urn: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** A new one has taken its place, and its own deletion is still to come. */
  delete?: boolean;
  /** Why it could not be used once it was made. */
  initErrors?: string[];
}

/** The copies of the resource with this name, in the order of the state; none where it is gone. */
export async function copiesIn(dev: TestStack, name = "reports"): Promise<StateEntry[]> {
  const { resources = [] } = (await dev.state()).deployment as { resources?: StateEntry[] };
  return resources.filter(({ urn }) => urn.split("::").at(-1) === name);
}
