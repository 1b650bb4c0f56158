import type { Operation } from "../contract/operation";
import { digest } from "../state/token-state";

/** Returns the text that marks the names of one resource's tokens: a short hash of its URN. */
export function markerOf(urn: string): string {
  return digest(urn).slice(0, 8);
}

/**
 * Returns a unique name for a new token, for a vendor that lists tokens by name: the user's prefix, the marker of the
 * resource and the nonce of the operation. If the reply is lost, the token can be found by this name.
 */
export function markedName(prefix: string, { marker, nonce }: Pick<Operation, "marker" | "nonce">): string {
  return `${prefix}-${marker}-${nonce}`;
}

/** Returns the marker in a name that `markedName` made; `undefined` for any other name. */
export function markerIn(name: string): string | undefined {
  return /-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name)?.[1];
}
