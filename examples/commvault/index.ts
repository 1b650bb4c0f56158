import { CommvaultAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:commvault.endpoint https://commandcenter.example.com/commandcenter/api
//   pulumi config set --path access-tokens:commvault.username svc-pulumi
//   pulumi config set --path --secret access-tokens:commvault.password
// or from the environment: COMMVAULT_ENDPOINT, COMMVAULT_USERNAME, COMMVAULT_PASSWORD.

// The token lives for 30 minutes to 2 hours. Run `pulumi up` before it ends to replace it.
const jobs = new CommvaultAccessToken("jobs", {
  tokenName: "jobs",
  accessTokenType: "CUSTOM",
  apiEndpoints: ["/Job"],
});

/** The headers that a request to the API needs. */
export const requestHeaders = jobs.requestHeaders;
export const expires = jobs.expiresAt;
/** The first `pulumi up` after this time replaces the token. */
export const renews = jobs.renewAt;
