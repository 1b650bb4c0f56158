import type { HeldToken, ListedToken } from "../contract/token";

/** The copies in state of each resource that this process came upon, to know them in a vendor's list. */
export class OwnTokens {
  readonly #names = new Map<unknown, Set<unknown>>();

  /** A token that took the place of another names it, since Pulumi may show the other later, or not at all. */
  remembers({ id, state }: Pick<HeldToken, "id" | "state">): void {
    const names = this.#namesOf(state.resourceUrn);
    for (const name of [id, state.listedName, state.replacedName]) if (name !== undefined) names.add(name);
  }

  /** Whether a listed token is a copy of this resource. */
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
