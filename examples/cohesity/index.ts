import { CohesityAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:cohesity.endpoint https://cluster.example.com
//   pulumi config set --path access-tokens:cohesity.username svc-pulumi
//   pulumi config set --path --secret access-tokens:cohesity.password
// or from the environment: COHESITY_ENDPOINT, COHESITY_USERNAME, COHESITY_PASSWORD.
//
// If the cluster has a certificate of its own, give that too:
//   pulumi config set --path access-tokens:cohesity.caCertificate < cluster.pem
const token = new CohesityAccessToken("backup", {
  renewBefore: "12 hours",
});

/** The headers that a request to the cluster needs. */
export const requestHeaders = token.requestHeaders;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
