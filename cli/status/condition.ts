import type { Reason } from "../../provider/policy/decision";

/** What a token is in, the gravest first. */
export const conditions = ["revoked", "expired", "due", "ok", "endless"] as const;

export type Condition = (typeof conditions)[number];

/**
 * The condition that the reason of a decision means. A token that reaches the end its user gave as a date is not renewed, and so
 * counts as due before that end and as expired after it: someone has to give another date.
 */
export function conditionOf(reason: Reason | undefined, hasEnd: boolean): Condition {
  switch (reason?.kind) {
    case "revoked":
    case "expired":
    case "due":
      return reason.kind;
    case "userEnd":
      return reason.over ? "expired" : "due";
    default:
      return hasEnd ? "ok" : "endless";
  }
}

export function gravity(condition: Condition): number {
  return conditions.indexOf(condition);
}
