import { LaserficheAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:laserfiche.repositoryId r-0a1b2c3d
//   pulumi config set --path access-tokens:laserfiche.customerId 100200300
//   pulumi config set --path access-tokens:laserfiche.username svc-archive
//   pulumi config set --path --secret access-tokens:laserfiche.password
// or from the environment: LASERFICHE_REPOSITORY_ID, LASERFICHE_CUSTOMER_ID, LASERFICHE_USERNAME, LASERFICHE_PASSWORD.
// For a service principal, the password is its service principal key.
const token = new LaserficheAccessToken("archive", {
  applicationName: "archive",
});

/** Encrypted in state, and masked wherever Pulumi prints it. A renewal does not change it. */
export const accessToken = token.accessToken;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
