import type { Bag } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { rememberSecret } from "../messages/redaction";

/** Returns the names of the secret inputs and outputs of a vendor's class. */
export function secretNames(vendor: Vendor): ReadonlySet<string> {
  const secret = Object.keys(vendor.arguments).filter((name) => vendor.arguments[name]?.secret);
  return new Set(["accessToken", ...secret, ...(vendor.secretOutputs ?? [])]);
}

/** Makes `redact` hide the secret values in inputs or outputs. */
export function rememberSecrets(vendor: Vendor, bag: Bag): void {
  for (const name of secretNames(vendor)) rememberSecret(bag[name]);
}
