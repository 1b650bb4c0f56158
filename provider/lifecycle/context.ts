import { changesOf } from "../arguments/changes";
import type { CommonValues } from "../arguments/declaration";
import { type Bag, validate } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import type { VendorClient } from "../credentials/vendor-client";
import type { Change, Decision } from "../policy/decision";
import { decisionOf } from "./diff";
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

/** Returns the action that a copy needs now, and the changed arguments. `diff` reports it; `update` carries it out. */
export function decisionFor(
  { clock, lookAhead, memory, vendor }: Context,
  { state }: Copy,
  news: Bag,
): Decision & { readonly changes: readonly Change[] } {
  const { rotationTriggers } = memory.oldInputs(urnOf(news));
  const changes = changesOf(vendor.arguments, state, news, rotationTriggers);
  const situation = { now: clock(), lookAhead: lookAhead(), changes };
  return { ...decisionOf(vendor, state, valuesOf(vendor, news), situation), changes };
}

/** Returns the parsed arguments of a bag, without those that are invalid or unknown. */
export function valuesOf(vendor: Vendor, bag: Bag): CommonValues {
  return validate(vendor.arguments, bag).values as CommonValues;
}

/** Returns the URN of the resource that a bag belongs to. */
export function urnOf(bag: Bag): string | undefined {
  return typeof bag.resourceUrn === "string" ? bag.resourceUrn : undefined;
}
