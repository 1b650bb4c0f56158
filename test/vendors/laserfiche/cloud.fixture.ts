import { startLaserficheCloud } from "../../../testing";
import { bearerFields, oauthLifetime, started } from "../../faults/recipes";
import type { VendorFixture } from "../fixture";

export const fixture: VendorFixture = {
  resource: "LaserficheCloudAccessToken",
  requests: [
    {
      request: "POST /oauth/Token",
      source: "https://developer.laserfiche.com/docs/api/authentication/guide_oauth-service/",
      fields: ["grant_type", "scope"],
    },
    {
      request: "the claims of the assertion",
      source: "https://developer.laserfiche.com/docs/api/authentication/guide_oauth-service/",
      fields: ["client_id", "client_secret", "aud", "iat", "nbf", "exp", "kid"],
    },
    {
      request: "the access key of an app",
      source: "https://github.com/Laserfiche/lf-api-js/blob/main/packages/lf-api-client-core-js/lib/OAuth/AccessKey.ts",
      fields: ["customerId", "clientId", "domain", "jwk"],
    },
  ],
  example: ["issue 1"],
  faults: [
    {
      name: "LaserficheCloudAccessToken",
      resource: "LaserficheCloudAccessToken",
      start: () => started(startLaserficheCloud(), (credentials) => ({ ...credentials, scope: "repository.Read" })),
      issues: /\/oauth\/Token$/,
      lives: 43_200,
      lifetime: oauthLifetime,
      change: { elapsed: 35_000_000 },
      revokes: false,
      fields: { "POST /oauth/Token": bearerFields },
    },
  ],
};
