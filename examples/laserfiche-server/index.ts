import { LaserficheServerAccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration:
//   pulumi config set --path access-tokens:laserficheServer.endpoint https://lf.example.org/LFRepositoryAPI
//   pulumi config set --path access-tokens:laserficheServer.repositoryId Records
//   pulumi config set --path access-tokens:laserficheServer.username 'EXAMPLE\svc-import'
//   pulumi config set --path --secret access-tokens:laserficheServer.password
// or from the environment: LASERFICHE_SERVER_ENDPOINT, LASERFICHE_SERVER_REPOSITORY_ID, LASERFICHE_SERVER_USERNAME,
// LASERFICHE_SERVER_PASSWORD.
// Every token holds one of the user's few connections until it expires, so use a user for this token alone.
const token = new LaserficheServerAccessToken("import", {});

/** The headers that a request to the API needs. */
export const requestHeaders = token.requestHeaders;
export const expires = token.expiresAt;
/** The first `pulumi up` after this time renews the token. */
export const renews = token.renewAt;
