import { startLaserficheServer } from "../../../testing";
import { bearerFields, oauthLifetime, started } from "../../faults/recipes";
import type { VendorFixture } from "../fixture";

export const fixture: VendorFixture = {
  resource: "LaserficheServerAccessToken",
  requests: [
    {
      request: "POST /v1/Repositories/{repoId}/Token",
      source: "https://github.com/Laserfiche/lf-api-client-core-dotnet/blob/main/apiserver-swagger.json",
      fields: ["repoId", "repositoryId", "grant_type", "username", "password"],
    },
  ],
  example: ["issue 1"],
  faults: [
    {
      name: "LaserficheServerAccessToken",
      resource: "LaserficheServerAccessToken",
      start: () => started(startLaserficheServer(), (credentials) => credentials),
      issues: /\/Token$/,
      lives: 900,
      lifetime: oauthLifetime,
      change: { elapsed: 720_000 },
      revokes: false,
      fields: { "POST /LFRepositoryAPI/v1/Repositories/Human%20Resources/Token": bearerFields },
    },
  ],
};
