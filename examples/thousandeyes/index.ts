import { ThousandEyesAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:thousandEyes.clientId app-0001
//   pulumi config set --path --secret access-tokens:thousandEyes.clientSecret
// or from the environment: TE_CLIENT_ID, TE_CLIENT_SECRET.
const token = new ThousandEyesAccessToken("tests", {
  scope: ["tests:read"],
});

/** The headers that a request to the API needs. */
export const requestHeaders = token.requestHeaders;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
