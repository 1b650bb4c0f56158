import { startLaserficheServer } from "../../testing";
import { bearerFields, oauthLifetime, started } from "../faults/recipes";
import type { VendorFixture } from "./fixture";

export const fixture: VendorFixture = {
  resource: "LaserficheServerAccessToken",
  example: ["issue 1"],
  faults: [
    {
      name: "LaserficheServerAccessToken",
      resource: "LaserficheServerAccessToken",
      start: () => started(startLaserficheServer(), (credentials) => credentials),
      issues: /\/Token$/,
      lives: 900,
      lifetime: oauthLifetime,
      revokes: false,
      fields: { "POST /LFRepositoryAPI/v1/Repositories/Human%20Resources/Token": bearerFields },
    },
  ],
};
