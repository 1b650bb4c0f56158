import { startCohesity } from "../../testing";
import { started } from "../faults/recipes";
import type { VendorFixture } from "./fixture";

export const fixture: VendorFixture = {
  resource: "CohesityAccessToken",
  example: ["issue 1 201"],
  faults: [
    {
      name: "CohesityAccessToken",
      resource: "CohesityAccessToken",
      start: () => started(startCohesity(), ({ endpoint, password, username }) => ({ endpoint, password, username })),
      issues: /^POST .*\/accessTokens$/,
      lives: 86_400,
      revokes: false,
      fields: {
        "POST /irisservices/api/v1/public/accessTokens": ["accessToken", "tokenType", "privileges"],
        "GET /irisservices/api/v1/public/sessionUser": ["sid"],
      },
    },
  ],
};
