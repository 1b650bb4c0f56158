import type { CommonValues } from "./arguments";
import { type Decision, decide, type Situation } from "./policy";
import { type TokenState, timesOf } from "./state";
import type { Vendor } from "./vendor";

/** What is owed to a token by its state and its arguments: what `diff` answers, and what `status` prints. */
export function decisionOf(
  vendor: Vendor,
  state: TokenState,
  values: CommonValues,
  circumstances: Pick<Situation, "now" | "lookAhead" | "changes">,
): Decision {
  return decide({
    ...circumstances,
    token: { ...timesOf(state), status: state.status },
    renewBefore: values.renewBefore,
    renewsInPlace: vendor.renewsInPlace?.(values, state) ?? false,
    userEnd: vendor.userEnd?.(values),
  });
}
