import type { Bag } from "../arguments/validation";
import { optionalOutputsOf } from "../contract/outputs";
import type { Vendor } from "../contract/vendor";

/** Marks a value as a secret for the engine. */
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/**
 * Returns the outputs of a token as state holds them: all that its class declares, with `null` for those that the token
 * lacks. Without the `null`, the engine would show the output, and everything that depends on it, as unknown in every
 * preview.
 *
 * Secrets are marked here by value. If they were marked by the output's name, the engine would encrypt a `null` too.
 */
export function storedOutputs(vendor: Vendor, outputs: Bag): Bag {
  const stored: Record<string, unknown> = { ...outputs };
  for (const output of optionalOutputsOf(vendor)) stored[output] ??= null;
  for (const output of vendor.secretOutputs ?? []) {
    if (stored[output] !== null) stored[output] = { ...secret, value: stored[output] };
  }
  return stored;
}
