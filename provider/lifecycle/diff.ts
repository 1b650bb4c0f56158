import type { CommonValues } from "../arguments/declaration";
import type { Vendor } from "../contract/vendor";
import { type Decision, decide, type Situation, type TokenTimes } from "../policy/decision";
import { type TokenState, timesOf } from "../state/token-state";

/** What is owed to a token by its state and its arguments: what `diff` answers, and what `status` prints. */
export function decisionOf(
  vendor: Vendor,
  state: TokenState,
  values: CommonValues,
  circumstances: Pick<Situation, "now" | "lookAhead" | "changes">,
): Decision {
  return decide({
    ...circumstances,
    token: { ...countedTimes(state, values), status: state.status },
    renewBefore: values.renewBefore,
    renewsInPlace: vendor.renewsInPlace?.(values, state) ?? false,
    userEnd: vendor.userEnd?.(values),
  });
}

/** The times that a token is counted by: where it has no end, a lifetime that was assumed since it was issued gives one. */
export function countedTimes(state: TokenState, { assumedLifetime }: CommonValues): TokenTimes {
  const times = timesOf(state);
  if (times.expiresAt !== undefined || assumedLifetime === undefined) return times;
  return { ...times, expiresAt: (times.renewedAt ?? times.issuedAt) + assumedLifetime };
}
