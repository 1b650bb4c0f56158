import { changesOf } from "../arguments/changes";
import type { CommonValues } from "../arguments/declaration";
import { type Bag, validate } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import type { VendorClient } from "../credentials/vendor-client";
import type { Change, Decision } from "../policy/decision";
import { decisionOf } from "./diff";
import type { Copy, ProcessMemory } from "./memory";

/** What the operations of one vendor's resources work with. */
export interface Context {
  readonly vendor: Vendor;
  readonly client: VendorClient;
  readonly memory: ProcessMemory;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** How far ahead a plan looks, in milliseconds. */
  readonly lookAhead: () => number;
}

/** What is owed to a copy now, and which arguments differ. `diff` answers with it, and `update` does it. */
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

/** The arguments of a bag as they mean. What is not valid or not known is left out. */
export function valuesOf(vendor: Vendor, bag: Bag): CommonValues {
  return validate(vendor.arguments, bag).values as CommonValues;
}

/** The resource that a bag belongs to. */
export function urnOf(bag: Bag): string | undefined {
  return typeof bag.resourceUrn === "string" ? bag.resourceUrn : undefined;
}
