import { rememberSecret } from "./redaction";
import type { Bag } from "./schema";
import type { Vendor } from "./vendor";

/** Makes `redact` hide what is secret in inputs or outputs. */
export function rememberSecrets(vendor: Vendor, bag: Bag): void {
  rememberSecret(bag.accessToken);
  for (const [name, { secret }] of Object.entries(vendor.arguments)) if (secret) rememberSecret(bag[name]);
  for (const name of vendor.secretOutputs ?? []) rememberSecret(bag[name]);
}
