/** The times of a token, in milliseconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  /** When it was last renewed in place. */
  readonly renewedAt?: number | undefined;
  /** Absent where the token has no end. */
  readonly expiresAt?: number | undefined;
}

/** How long before its end a token is due. */
export type RenewBefore = { readonly milliseconds: number } | { readonly percent: number };

/** An argument, or a trigger, that is not what it was when the token was issued. */
export interface Change {
  readonly argument: string;
  /** What the change asks for. */
  readonly needs: "replacement" | "update";
  /** The trigger's key, where the argument is `rotationTriggers`. */
  readonly trigger?: string;
  /** The new value is known only once the update runs. */
  readonly unknown?: boolean;
  /** For a list: what came and what went. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

export type Reason =
  | { readonly kind: "changed"; readonly changes: readonly Change[] }
  | { readonly kind: "revoked" }
  | { readonly kind: "expired"; readonly ago: number }
  /** The user gave the end as a date, so the token is not renewed past it. */
  | { readonly kind: "userEnd"; readonly expiresAt: number; readonly over: boolean }
  /** `lookAhead` is how much of it was needed to call the token due: 0 where it is due already. */
  | { readonly kind: "due"; readonly expiresIn: number; readonly window: number; readonly lookAhead: number };

export interface Decision {
  readonly action: "replace" | "update" | "none";
  /** Why; with the action `none`, what the plan says of a token that is due and is not renewed. */
  readonly reason?: Reason;
  /** The properties that Pulumi names as what forces the replacement. */
  readonly replaces: readonly string[];
  /** The look-ahead reached back to the token's own issue and was shortened. */
  readonly lookAheadCapped: boolean;
}

export interface Situation {
  readonly now: number;
  /** Added to `now` when asking whether the token is due, so that a token ending before the next run is renewed. */
  readonly lookAhead: number;
  readonly token: TokenTimes & { readonly status: string };
  readonly changes: readonly Change[];
  readonly renewBefore?: RenewBefore | undefined;
  /** The vendor renews the same token, instead of issuing another. */
  readonly renewsInPlace: boolean;
  /** The end that the user set by a date. */
  readonly userEnd?: number | undefined;
}

/**
 * A window must leave this much of the lifetime, or the token would be due as soon as it is issued: clocks a minute
 * apart, and a look-ahead that takes half of what is left, still leave a fresh token alone.
 */
export const shortestUse = 180_000;

/**
 * How long before its end a token with this lifetime is due: what was asked, or a third of the lifetime where nothing
 * was asked or where what was asked leaves no time to use the token.
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

/** When a token is due, in milliseconds since the epoch; `undefined` where it has no end. */
export function renewalTime(token: TokenTimes, renewBefore: RenewBefore | undefined): number | undefined {
  if (token.expiresAt === undefined) return undefined;
  return token.expiresAt - renewalWindow(token.expiresAt - startOf(token), renewBefore);
}

/** What is owed to a token now. The first row that applies wins. */
export function decide(situation: Situation): Decision {
  const { now, token, changes, renewsInPlace } = situation;
  const { due, lookAheadCapped } = dueness(situation);
  const replace = (replaces: readonly string[], reason: Reason): Decision => ({
    action: "replace",
    replaces,
    reason,
    lookAheadCapped,
  });

  const replacing = changes.filter((change) => change.needs === "replacement");
  const byArgument = replacing.filter((change) => change.trigger === undefined);
  if (byArgument.length > 0) {
    return replace(
      byArgument.map((change) => change.argument),
      { kind: "changed", changes: byArgument },
    );
  }
  if (replacing.length > 0) return replace(["rotationTriggers"], { kind: "changed", changes: replacing });
  if (token.status === "revoked") return replace(["status"], { kind: "revoked" });
  const expired = token.expiresAt !== undefined && now >= token.expiresAt;
  const endsByUser = isUserEnd(situation);
  if (expired && !endsByUser) return replace(["expiresAt"], { kind: "expired", ago: now - token.expiresAt });
  const renewal = endsByUser ? undefined : due;
  if (renewal && !renewsInPlace) return replace(["expiresAt"], renewal);
  if (renewal || changes.length > 0) {
    return { action: "update", replaces: [], reason: renewal ?? { kind: "changed", changes }, lookAheadCapped };
  }
  const ending = endsByUser && (due !== undefined || expired) && token.expiresAt !== undefined;
  return {
    action: "none",
    replaces: [],
    lookAheadCapped,
    ...(ending ? { reason: { kind: "userEnd", expiresAt: token.expiresAt, over: expired } } : {}),
  };
}

/**
 * Whether the token's end is the date that the user gave. Vendors keep times in seconds at best, and may cut a date
 * short; a token that ends before it ends by itself.
 */
export function isUserEnd({
  now,
  token,
  userEnd,
}: Pick<Situation, "now" | "userEnd"> & { readonly token: TokenTimes }): boolean {
  if (token.expiresAt === undefined || userEnd === undefined) return false;
  return token.expiresAt >= userEnd - 1000 || now >= userEnd;
}

function dueness({ now, lookAhead, token, renewBefore }: Situation): {
  due: Extract<Reason, { kind: "due" }> | undefined;
  lookAheadCapped: boolean;
} {
  const renewAt = renewalTime(token, renewBefore);
  if (token.expiresAt === undefined || renewAt === undefined) return { due: undefined, lookAheadCapped: false };
  const longest = Math.max(0, Math.floor((renewAt - startOf(token)) / 2));
  const reach = Math.min(lookAhead, longest);
  const lookAheadCapped = lookAhead > longest;
  if (now + reach < renewAt) return { due: undefined, lookAheadCapped };
  return {
    due: {
      kind: "due",
      expiresIn: token.expiresAt - now,
      window: token.expiresAt - renewAt,
      lookAhead: now < renewAt ? reach : 0,
    },
    lookAheadCapped,
  };
}

function startOf(token: TokenTimes): number {
  return token.renewedAt ?? token.issuedAt;
}
