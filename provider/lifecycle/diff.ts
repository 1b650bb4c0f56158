import type { CommonValues } from "../arguments/declaration";
import type { Vendor } from "../contract/vendor";
import { type Decision, decide, type Situation, type TokenTimes } from "../policy/decision";
import { type TokenState, timesOf } from "../state/token-state";

/** Returns the action that a token needs, from its state and arguments. `diff` and `status` both use it. */
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

/** Returns the times of a token. If it has no expiry in state, `assumedLifetime` gives one. */
export function countedTimes(state: TokenState, { assumedLifetime }: CommonValues): TokenTimes {
  const times = timesOf(state);
  if (times.expiresAt !== undefined || assumedLifetime === undefined) return times;
  return { ...times, expiresAt: (times.renewedAt ?? times.issuedAt) + assumedLifetime };
}
