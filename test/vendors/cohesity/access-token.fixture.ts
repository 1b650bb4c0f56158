import { startCohesity } from "../../../testing";
import { started } from "../../faults/recipes";
import type { VendorFixture } from "../fixture";

export const fixture: VendorFixture = {
  resource: "CohesityAccessToken",
  requests: [
    {
      request: "POST /irisservices/api/v1/public/accessTokens, AccessTokenCredential",
      source: "https://github.com/cohesity/go-sdk/blob/main/v1/models/access_token_credential.go",
      fields: ["username", "password", "domain", "certificate", "privateKey", "otpCode", "otpType"],
    },
    {
      request: "the same, as the vendor's Terraform provider sends it",
      source: "https://github.com/cohesity/terraform-provider-cohesity/blob/main/cohesity/services/http_client_v1.go",
      fields: ["skipForcePasswordChange"],
    },
    {
      request: "POST /v2/access-tokens, CreateAccessTokenRequestParams",
      source: "https://developers.cohesity.com/reference/createaccesstoken",
      fields: [
        "username",
        "password",
        "domain",
        "certificate",
        "privateKey",
        "mfaParams",
        "mfaParams.otpCode",
        "mfaParams.otpType",
      ],
    },
  ],
  example: ["issue 1 201"],
  faults: [
    {
      name: "CohesityAccessToken",
      resource: "CohesityAccessToken",
      start: () => started(startCohesity(), ({ endpoint, password, username }) => ({ endpoint, password, username })),
      issues: /^POST .*\/accessTokens$/,
      lives: 86_400,
      change: { elapsed: 70_000_000 },
      revokes: false,
      fields: {
        "POST /irisservices/api/v1/public/accessTokens": ["accessToken", "tokenType", "privileges"],
        "GET /irisservices/api/v1/public/sessionUser": ["sid"],
      },
    },
  ],
};
