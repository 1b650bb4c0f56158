import type { HeldToken, ListedToken } from "../contract/token";

/** Remembers the copies in state that this process has seen, to recognise them in a vendor's list. */
export class OwnTokens {
  readonly #names = new Map<unknown, Set<unknown>>();

  /** Also remembers the token that this one replaced: Pulumi may pass that one later, or not at all. */
  remembers({ id, state }: Pick<HeldToken, "id" | "state">): void {
    const names = this.#namesOf(state.resourceUrn);
    for (const name of [id, state.listedName, state.replacedName]) if (name !== undefined) names.add(name);
  }

  /** Returns whether a listed token is a copy of this resource. */
  has(urn: string | undefined, { id, name }: Pick<ListedToken, "id" | "name">): boolean {
    const names = this.#namesOf(urn);
    return names.has(id) || names.has(name);
  }

  #namesOf(urn: unknown): Set<unknown> {
    const names = this.#names.get(urn) ?? new Set();
    this.#names.set(urn, names);
    return names;
  }
}
