import { startHelios } from "../../../testing";
import { started } from "../../faults/recipes";
import type { VendorFixture } from "../fixture";

export const fixture: VendorFixture = {
  resource: "HeliosAccessToken",
  requests: [
    {
      request: "POST /v2/access-tokens through Helios",
      source: "https://developers.cohesity.com/v1-helios-latest/reference/createaccesstoken",
      fields: [
        "apiKey",
        "accessClusterId",
        "regionId",
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
      name: "HeliosAccessToken",
      resource: "HeliosAccessToken",
      start: () => started(startHelios(), (credentials) => ({ ...credentials, introspect: true })),
      issues: /^POST \/v2\/access-tokens$/,
      lives: 86_400,
      change: { elapsed: 70_000_000 },
      revokes: false,
      fields: { "POST /v2/access-tokens": ["accessToken", "tokenType", "privileges"] },
    },
  ],
  secrets: { process: { args: { introspect: true } }, engine: { introspect: true } },
};
