import type { Bag } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";

/** The outputs that every token has. */
const presentOutputs = ["accessToken", "issuedAt", "status"];

/** The outputs of a vendor's class that a token may lack. */
export function optionalOutputsOf({ outputs = [], secretOutputs = [] }: Vendor): string[] {
  return ["renewedAt", "expiresAt", "tokenType", "grantedScope", ...outputs, ...secretOutputs];
}

/** All outputs of a vendor's class. */
export function outputsOf(vendor: Vendor): string[] {
  return [...presentOutputs, ...optionalOutputsOf(vendor)];
}

/** How a value is marked as a secret for the engine. */
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/**
 * The outputs of a token as state holds them: all that its class declares, `null` where the token has none. The engine
 * calls an output that state lacks unknown in every preview, and with it all that is made of it.
 *
 * A secret is marked here, and not by the name of its output: the engine would encrypt the `null` in its place too.
 */
export function storedOutputs(vendor: Vendor, outputs: Bag): Bag {
  const stored: Record<string, unknown> = { ...outputs };
  for (const output of optionalOutputsOf(vendor)) stored[output] ??= null;
  for (const output of vendor.secretOutputs ?? []) {
    if (stored[output] !== null) stored[output] = { ...secret, value: stored[output] };
  }
  return stored;
}
