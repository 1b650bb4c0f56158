import { type Bag, withoutAbsent } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { storedOutputs } from "../state/outputs";
import { recordedInputs } from "../state/token-state";
import type { Context } from "./context";
import type { Copy } from "./memory";
import { unaskedChange } from "./update";

/** Returns the outputs of a token that are known before the vendor is asked. All others are unknown. */
export function unissued(vendor: Vendor, given: Bag): Bag {
  return { ...recordedInputs(vendor, withoutAbsent(given)), status: "issued" };
}

/** Returns the outputs after a change in place, as far as they are known before the vendor is asked. */
export function changedOutputs(context: Context, copy: Copy, news: Bag): Bag {
  const { vendor } = context;
  const state = unaskedChange(context, copy, news);
  return state === undefined ? unissued(vendor, news) : storedOutputs(vendor, state);
}
