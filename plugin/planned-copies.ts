import type { Properties } from "./sealed";

/**
 * The copies that this run replaces, with the URN that each had in the plan. The engine deletes a copy under the URN in
 * state, which is another if the program renames the resource in the same run.
 */
export class PlannedCopies {
  readonly #urns = new Map<string, Set<string>>();

  remembers(id: string, outputs: Properties, urn: string): void {
    const key = keyOf(id, outputs);
    this.#urns.set(key, (this.#urns.get(key) ?? new Set()).add(urn));
  }

  /** Returns the URN that a copy had in the plan, or the given URN if the plan did not replace the copy. */
  urnOf(id: string, outputs: Properties, urn: string): string {
    const planned = this.#urns.get(keyOf(id, outputs));
    const [other = urn] = planned ?? [];
    return planned?.has(urn) ? urn : other;
  }
}

function keyOf(id: string, { accessToken }: Properties): string {
  return `${id} ${accessToken}`;
}
