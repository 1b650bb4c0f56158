import { startLaserficheCloud } from "../../testing";
import { bearerFields, oauthLifetime, started } from "../faults/recipes";
import type { VendorFixture } from "./fixture";

export const fixture: VendorFixture = {
  resource: "LaserficheCloudAccessToken",
  example: ["issue 1"],
  faults: [
    {
      name: "LaserficheCloudAccessToken",
      resource: "LaserficheCloudAccessToken",
      start: () => started(startLaserficheCloud(), (credentials) => ({ ...credentials, scope: "repository.Read" })),
      issues: /\/oauth\/Token$/,
      lives: 43_200,
      lifetime: oauthLifetime,
      revokes: false,
      fields: { "POST /oauth/Token": bearerFields },
    },
  ],
};
