import { digest } from "./state";

/** A text that all names of one resource's tokens hold and those of no other: a short hash of its URN. */
export function markerOf(urn: string): string {
  return digest(urn).slice(0, 8);
}

/** The marker in a name that a vendor made of its user's prefix, the marker and a nonce; `undefined` in any other name. */
export function markerIn(name: string): string | undefined {
  return /-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name)?.[1];
}
