import { type RenewBefore, renewalTime, startOf, type TokenTimes } from "./renewal";

/** An argument or a rotation trigger whose value changed since the token was issued. */
export interface Change {
  readonly argument: string;
  /** The action that the change requires. */
  readonly needs: "replacement" | "update";
  /** The trigger's key, if the argument is `rotationTriggers`. */
  readonly trigger?: string;
  /** The new value is known only once the update runs. */
  readonly unknown?: boolean;
  /** For a list: the items that were added, and those that were removed. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

export type Reason =
  | { readonly kind: "changed"; readonly changes: readonly Change[] }
  | { readonly kind: "revoked" }
  | { readonly kind: "expired"; readonly ago: number }
  /** The user set the expiry as a date, so the token is not renewed past it. `over`: the date has passed. */
  | { readonly kind: "userEnd"; readonly expiresAt: number; readonly over: boolean }
  /** `lookAhead` is the part of the look-ahead that made the token due; 0 if it is due without one. */
  | { readonly kind: "due"; readonly expiresIn: number; readonly window: number; readonly lookAhead: number };

export interface Decision {
  readonly action: "replace" | "update" | "none";
  /** The reason for the action. With the action `none`, the reason why a due token is not renewed. */
  readonly reason?: Reason;
  /** The properties that Pulumi names as the cause of the replacement. */
  readonly replaces: readonly string[];
  /** How the update renews the token: the vendor changes it, or issues a new one. Absent if it is not renewed. */
  readonly renewal?: "change" | "issue";
  /** The length that the look-ahead was shortened to, if it was longer than half the time from issue to renewal. */
  readonly shortenedLookAhead?: number | undefined;
}

export interface Situation {
  readonly now: number;
  /** Added to `now` to decide whether the token is due, so that a token that expires before the next run is renewed. */
  readonly lookAhead: number;
  readonly token: TokenTimes & { readonly status: string };
  readonly changes: readonly Change[];
  readonly renewBefore?: RenewBefore | undefined;
  /** The vendor renews the existing token instead of issuing a new one. */
  readonly renewsInPlace: boolean;
  /** The vendor can revoke a token. If it cannot, a renewal has nothing to delete, and issues the new token in an update. */
  readonly isRevocable: boolean;
  /** The expiry that the user set as a date, in milliseconds since the epoch. */
  readonly userEnd?: number | undefined;
}

/** Decides whether to replace, update or keep a token now. The first rule that applies wins. */
export function decide(situation: Situation): Decision {
  const { now, token, changes, renewsInPlace, isRevocable } = situation;
  const { due, shortenedLookAhead } = dueness(situation);
  const replace = (replaces: readonly string[], reason: Reason): Decision => ({
    action: "replace",
    replaces,
    reason,
    shortenedLookAhead,
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
  const late: Reason | undefined = expired ? { kind: "expired", ago: now - token.expiresAt } : due;
  if (late !== undefined && !endsByUser) {
    const renewal = renewsInPlace && !expired ? "change" : "issue";
    if (renewal === "issue" && isRevocable) return replace(["expiresAt"], late);
    return { action: "update", replaces: [], reason: late, renewal, shortenedLookAhead };
  }
  if (changes.length > 0) {
    return { action: "update", replaces: [], reason: { kind: "changed", changes }, shortenedLookAhead };
  }
  const ending = endsByUser && (due !== undefined || expired) && token.expiresAt !== undefined;
  return {
    action: "none",
    replaces: [],
    shortenedLookAhead,
    ...(ending ? { reason: { kind: "userEnd", expiresAt: token.expiresAt, over: expired } } : {}),
  };
}

/**
 * Returns whether the token expires at the date that the user gave, or whether that date has passed. The comparison
 * allows one second, since vendors store whole seconds. A token that expires earlier than the date has a lifetime of
 * its own and is renewed.
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
  due?: Extract<Reason, { kind: "due" }>;
  shortenedLookAhead?: number | undefined;
} {
  const renewAt = renewalTime(token, renewBefore);
  if (token.expiresAt === undefined || renewAt === undefined) return {};
  const longest = Math.max(0, Math.floor((renewAt - startOf(token)) / 2));
  const reach = Math.min(lookAhead, longest);
  const shortenedLookAhead = lookAhead > longest ? longest : undefined;
  if (now + reach < renewAt) return { shortenedLookAhead };
  return {
    due: {
      kind: "due",
      expiresIn: token.expiresAt - now,
      window: token.expiresAt - renewAt,
      lookAhead: now < renewAt ? reach : 0,
    },
    shortenedLookAhead,
  };
}
