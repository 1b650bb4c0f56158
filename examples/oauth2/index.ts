import { OAuth2AccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:oauth2.issuer https://login.example.com
//   pulumi config set --path access-tokens:oauth2.clientId reports
//   pulumi config set --path --secret access-tokens:oauth2.clientSecret
// or from the environment: OAUTH2_ISSUER, OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET.
const token = new OAuth2AccessToken("reports", {
  scope: ["reports:read"],
  renewBefore: "10 minutes",
});

/** Encrypted in state, and masked wherever Pulumi prints it. */
export const accessToken = token.accessToken;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
