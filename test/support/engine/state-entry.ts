import type { TestStack } from "./stack";

/** One copy of a resource in state. During a replacement a resource has two. */
export interface StateEntry {
  urn: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** Whether a new copy has replaced it, and it still has to be deleted. */
  delete?: boolean;
  /** The reasons why its initialization failed. */
  initErrors?: string[];
}

/** Returns the copies of the resource with this name, in the order of the state; none if it is gone. */
export async function copiesIn(dev: TestStack, name = "reports"): Promise<StateEntry[]> {
  const { resources = [] } = (await dev.state()).deployment as { resources?: StateEntry[] };
  return resources.filter(({ urn }) => urn.split("::").at(-1) === name);
}
