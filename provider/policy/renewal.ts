/** The times of a token, in milliseconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  /** When it was last renewed in place. */
  readonly renewedAt?: number | undefined;
  /** Absent if the token never expires. */
  readonly expiresAt?: number | undefined;
}

/** How long before its expiry a token is due for renewal. */
export type RenewBefore = { readonly milliseconds: number } | { readonly percent: number };

/**
 * The part of the lifetime, in milliseconds, that a renewal window must leave. With less, a token could be due as soon
 * as it is issued. With this much, a fresh token is not due even if two clocks differ by a minute and the look-ahead
 * takes half of the remaining time.
 */
export const shortestUse = 180_000;

/**
 * Returns how long before its expiry a token with this lifetime is due, in milliseconds: `renewBefore`, or a third of
 * the lifetime if `renewBefore` is absent or leaves no time to use the token.
 */
export function renewalWindow(lifetime: number, renewBefore: RenewBefore | undefined): number {
  const third = Math.floor(lifetime / 3);
  if (renewBefore === undefined) return third;
  const asked =
    "percent" in renewBefore
      ? Math.max(1, Math.floor((lifetime * renewBefore.percent) / 100))
      : renewBefore.milliseconds;
  return asked <= lifetime - shortestUse ? asked : third;
}

/** Returns when a token is due, in milliseconds since the epoch; `undefined` if it never expires. */
export function renewalTime(token: TokenTimes, renewBefore: RenewBefore | undefined): number | undefined {
  if (token.expiresAt === undefined) return undefined;
  return token.expiresAt - renewalWindow(token.expiresAt - startOf(token), renewBefore);
}

/** Returns when the lifetime of a token began: its last renewal in place, else its issue. */
export function startOf(token: TokenTimes): number {
  return token.renewedAt ?? token.issuedAt;
}
