import { changesOf } from "../arguments/changes";
import type { CommonValues } from "../arguments/declaration";
import { type Bag, urnOf, validate } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import type { VendorClient } from "../credentials/vendor-client";
import { type Change, type Decision, decide, type Situation } from "../policy/decision";
import type { TokenTimes } from "../policy/renewal";
import { recordedArguments, type TokenState, timesOf } from "../state/token-state";
import type { Copy, ProcessMemory } from "./memory";

/** The objects that all operations on one vendor's resources share. */
export interface Context {
  readonly vendor: Vendor;
  readonly client: VendorClient;
  readonly memory: ProcessMemory;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** How far ahead a plan looks, in milliseconds. */
  readonly lookAhead: () => number;
}

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
    isRevocable: vendor.revoke !== undefined,
    userEnd: vendor.userEnd?.(values),
  });
}

/** Returns the times of a token. If it has no expiry in state, `assumedLifetime` gives one. */
export function countedTimes(state: TokenState, { assumedLifetime }: CommonValues): TokenTimes {
  const times = timesOf(state);
  if (times.expiresAt !== undefined || assumedLifetime === undefined) return times;
  return { ...times, expiresAt: (times.renewedAt ?? times.issuedAt) + assumedLifetime };
}

/** Returns the action that a copy needs now, and the changed arguments. `diff` reports it; `update` carries it out. */
export function decisionFor(
  { clock, lookAhead, memory, vendor }: Context,
  { state }: Copy,
  news: Bag,
): Decision & { readonly changes: readonly Change[] } {
  const { rotationTriggers } = memory.oldInputs(urnOf(news));
  const changes = changesOf(recordedArguments(vendor), state, news, rotationTriggers);
  const situation = { now: clock(), lookAhead: lookAhead(), changes };
  return { ...decisionOf(vendor, state, valuesOf(vendor, news), situation), changes };
}

/** Returns the parsed arguments of a bag, without those that are invalid or unknown. */
export function valuesOf(vendor: Vendor, bag: Bag): CommonValues {
  return validate(vendor.arguments, bag).values as CommonValues;
}
