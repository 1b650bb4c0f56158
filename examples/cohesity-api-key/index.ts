import { CohesityApiKey } from "pulumi-access-tokens";

// The administrator's credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:cohesity.endpoint https://cluster.example.com
//   pulumi config set --path --secret access-tokens:cohesity.adminApiKey
// or from the environment: COHESITY_ENDPOINT, COHESITY_API_KEY.
//
// For a key of Helios, add `system: "helios"` and give the credential as access-tokens:helios or HELIOS_API_KEY.
const key = new CohesityApiKey("migration", {
  name: "migration",
  expiryTime: "30 days",
  renewBefore: "10 days",
});

/** The headers that a request to the cluster needs. */
export const requestHeaders = key.requestHeaders;
/** The name under which the cluster lists the key. */
export const listedName = key.listedName;
export const expires = key.expiresAt;
/** The first `pulumi up` after this time issues a new key and deletes the old one. */
export const renews = key.renewAt;
