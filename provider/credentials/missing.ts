import type { Vendor } from "../contract/vendor";
import type { CredentialSet } from "./set";

/** Returns a message that names the missing parts of a credential set, its place, and the other places. */
export function missingText(vendor: Vendor, set: CredentialSet | undefined, missing: readonly string[]): string {
  const variables = missing.map((name) => vendor.arguments[name]?.environment).join(", ");
  const secrets = missing.filter((name) => vendor.arguments[name]?.secret);
  // Pulumi refuses a value in clear under a key such as tokenEndpoint, unless it is told that it is no secret.
  const option = secrets.includes(missing[0] ?? "") ? "--secret" : "--plaintext";
  const rest = option === "--secret" || secrets.length === 0 ? "" : `, and --secret for ${secrets.join(", ")}`;
  const others =
    `the resource's arguments; an explicit provider (its argument ${vendor.group}); ` +
    `the stack's configuration (pulumi config set --path ${option} access-tokens:${vendor.group}.${missing[0]} ...${rest}); ` +
    `the environment (${variables})`;
  return set === undefined
    ? `${vendor.title} needs a credential, and none is configured: ${missing.join(", ")} missing. Give the whole set in one place: ${others}.`
    : `${missing.join(", ")} missing in ${set.place.title}, the first place that has a part of the credential. ` +
        `All parts must be in one place: add the missing ones there, or move all of them to one of: ${others}.`;
}
