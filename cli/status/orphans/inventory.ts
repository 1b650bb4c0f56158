import type { ListedToken } from "../../../provider/contract/token";
import { markerIn, markerOf } from "../../../provider/leftovers/marker";
import type { Deployment, Resource } from "../stack/deployment";
import { isToken } from "../stack-report";

/** A state, and when it was so: milliseconds since the epoch. */
export interface KnownState {
  readonly deployment: Deployment;
  readonly asOf: number;
}

/**
 * What a listed token is:
 *
 * - `foreign`: without a mark, or with that of a resource that no given state has; it may be in use elsewhere;
 * - `held`: in a given state;
 * - `over`: past its end;
 * - `spared`: of a resource whose tokens are left to lapse, for consumers that still hold them;
 * - `young`: not surely older than the state, which may not have it yet;
 * - `orphan`: none of these.
 */
export type Finding = "foreign" | "held" | "over" | "spared" | "young" | "orphan";

/** This long a token may be on its way into state, clocks that differ among them; in milliseconds. */
const settling = 3_600_000;

interface Owner {
  readonly urn: string;
  /** When the oldest of the states that have the resource was so. */
  readonly asOf: number;
  readonly spares: boolean;
}

/** What the given states tell of the tokens of their resources, by which an orphan is told from all other tokens. */
export class Inventory {
  readonly #held = new Set<string>();
  readonly #owners = new Map<string, Owner>();

  constructor(states: readonly KnownState[]) {
    for (const { asOf, deployment } of states) {
      for (const resource of tokensIn(deployment)) {
        const { id, outputs, urn } = resource;
        this.#held.add(`id ${id}`).add(`name ${outputs.listedName}`);
        const known = this.#owners.get(markerOf(urn));
        this.#owners.set(markerOf(urn), {
          urn,
          asOf: Math.min(asOf, known?.asOf ?? asOf),
          spares: spares(resource) || known?.spares === true,
        });
      }
    }
  }

  finding(token: ListedToken, now: number): Finding {
    const owner = this.#owners.get(markerIn(token.name) ?? "");
    if (owner === undefined) return "foreign";
    // By its name too, since a renewal may give a token another id.
    if (this.#held.has(`id ${token.id}`) || this.#held.has(`name ${token.name}`)) return "held";
    if (token.expiresAt !== undefined && token.expiresAt <= now) return "over";
    if (owner.spares) return "spared";
    return token.issuedAt === undefined || token.issuedAt > owner.asOf - settling ? "young" : "orphan";
  }

  /** The resource whose mark is in the name of a token. */
  urnOf({ name }: ListedToken): string {
    return this.#owners.get(markerIn(name) ?? "")?.urn ?? "";
  }
}

/** The tokens in a state, and those that the last run was cut off with. */
export function tokensIn({ pending, resources }: Deployment): Resource[] {
  return [...resources, ...pending.map(({ resource }) => resource)].filter(isToken);
}

/** Values that are unknown to this version, or encrypted, count as such that spare. */
function spares({ inputs: { onDelete = "revoke", onReplace = "revoke" } }: Resource): boolean {
  return onReplace !== "revoke" || (onDelete !== "revoke" && onDelete !== "revokeBestEffort");
}
