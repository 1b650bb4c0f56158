import { LaserficheCloudAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration (the access key as the Developer Console exports it):
//   pulumi config set --path --secret access-tokens:laserficheCloud.accessKey
//   pulumi config set --path --secret access-tokens:laserficheCloud.servicePrincipalKey
// or from the environment: LASERFICHE_CLOUD_ACCESS_KEY, LASERFICHE_CLOUD_SERVICE_PRINCIPAL_KEY.
const token = new LaserficheCloudAccessToken("records", {
  scope: ["repository.Read"],
  renewBefore: "4 hours",
});

/** Encrypted in state, and masked wherever Pulumi prints it. */
export const accessToken = token.accessToken;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
