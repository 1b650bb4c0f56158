import type { Reason } from "../../provider/policy/decision";

/** The conditions of a token, the worst first. */
export const conditions = ["revoked", "expired", "due", "ok", "endless"] as const;

export type Condition = (typeof conditions)[number];

/**
 * Returns the condition for the reason of a decision. A token is not renewed past an end that the user gave as a date.
 * So it counts as due before that date and as expired after it: someone has to give another date.
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
