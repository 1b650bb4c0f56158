import type { Operation } from "../contract/operation";
import { digest } from "../state/token-state";

/** A text that all names of one resource's tokens hold and those of no other: a short hash of its URN. */
export function markerOf(urn: string): string {
  return digest(urn).slice(0, 8);
}

/**
 * A name for a token that is to be issued, for a vendor that lists tokens by name: the user's prefix, then the marker of
 * the resource and the nonce of the operation. No other token has it, so a token whose reply was lost is found by it.
 */
export function markedName(prefix: string, { marker, nonce }: Pick<Operation, "marker" | "nonce">): string {
  return `${prefix}-${marker}-${nonce}`;
}

/** The marker in a name that `markedName` made; `undefined` in any other name. */
export function markerIn(name: string): string | undefined {
  return /-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name)?.[1];
}
