import { HeliosAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path --type string access-tokens:helios.accessClusterId 7823456789012345678
//   pulumi config set --path access-tokens:helios.username svc-pulumi
//   pulumi config set --path --secret access-tokens:helios.password
//   pulumi config set --path --secret access-tokens:helios.adminApiKey
// or from the environment: HELIOS_ACCESS_CLUSTER_ID, HELIOS_USERNAME, HELIOS_PASSWORD, HELIOS_API_KEY.
const token = new HeliosAccessToken("backup", {
  renewBefore: "12 hours",
});

/** The headers that a request to the cluster needs, in addition to accessClusterId. */
export const requestHeaders = token.requestHeaders;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
