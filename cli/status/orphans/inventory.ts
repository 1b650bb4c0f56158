import type { ListedToken } from "../../../provider/contract/token";
import { markerIn, markerOf } from "../../../provider/leftovers/marker";
import type { Deployment, Resource } from "../stack/deployment";
import { isToken } from "../stack-report";

/** A state, and the time that it describes, in milliseconds since the epoch. */
export interface KnownState {
  readonly deployment: Deployment;
  readonly asOf: number;
}

/**
 * The kinds of listed tokens:
 *
 * - `foreign`: has no marker, or the marker of a resource in no given state; it may be in use elsewhere;
 * - `held`: is in a given state;
 * - `over`: has expired;
 * - `spared`: belongs to a resource whose tokens are left to expire, for consumers that still hold them;
 * - `young`: may be newer than the state, so the state may not hold it yet;
 * - `orphan`: any other token.
 */
export type Finding = "foreign" | "held" | "over" | "spared" | "young" | "orphan";

/** The longest time until a token is in state, including differences between clocks; in milliseconds. */
const settling = 3_600_000;

interface Owner {
  readonly urn: string;
  /** The time of the oldest state that has the resource. */
  readonly asOf: number;
  readonly spares: boolean;
}

/** The tokens and resources in the given states. It tells an orphan from all other tokens. */
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
    // The name counts too, since a renewal may give a token another id.
    if (this.#held.has(`id ${token.id}`) || this.#held.has(`name ${token.name}`)) return "held";
    if (token.expiresAt !== undefined && token.expiresAt <= now) return "over";
    if (owner.spares) return "spared";
    return token.issuedAt === undefined || token.issuedAt > owner.asOf - settling ? "young" : "orphan";
  }

  /** Returns the resource whose marker is in a token's name. */
  urnOf({ name }: ListedToken): string {
    return this.#owners.get(markerIn(name) ?? "")?.urn ?? "";
  }
}

/** Returns the tokens in a state, including those of operations that the last run did not finish. */
export function tokensIn({ pending, resources }: Deployment): Resource[] {
  return [...resources, ...pending.map(({ resource }) => resource)].filter(isToken);
}

/** Returns whether a resource leaves tokens to expire. An encrypted or unknown value counts as yes. */
function spares({ inputs: { onDelete = "revoke", onReplace = "revoke" } }: Resource): boolean {
  return onReplace !== "revoke" || (onDelete !== "revoke" && onDelete !== "revokeBestEffort");
}
