import type { Vendor } from "./vendor";

/** The outputs that every token has. */
const presentOutputs = ["accessToken", "issuedAt", "status"];

/** Returns the outputs of a vendor's class that a token may lack. */
export function optionalOutputsOf({ outputs = [], secretOutputs = [] }: Vendor): string[] {
  return ["renewedAt", "expiresAt", "tokenType", "grantedScope", ...outputs, ...secretOutputs];
}

/** Returns all outputs of a vendor's class. */
export function outputsOf(vendor: Vendor): string[] {
  return [...presentOutputs, ...optionalOutputsOf(vendor)];
}
