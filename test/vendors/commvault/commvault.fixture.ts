import { commvault } from "../../../provider/vendors/commvault/commvault";
import { startCommvault } from "../../../testing";
import { statusOf } from "../../cli/orphans/listing-systems";
import { day, inSeconds, started } from "../../faults/recipes";
import { type ModelVendor, minute } from "../../model/vendors";
import type { VendorFixture } from "../fixture";

const usual = {
  resource: "CommvaultAccessToken",
  issues: /^POST .*\/V4\/AccessToken$/,
  looks: { issue: /^GET .*\/V4\/AccessToken$/, renew: /^GET .*\/V4\/AccessToken$/ },
  login: /\/Login$/,
  revokes: true,
  fields: {
    "POST /commandcenter/api/V4/AccessToken": [
      "error",
      "tokenInfo",
      ...["accessToken", "refreshToken", "accessTokenId", "userId", "tokenExpiryTimestamp", "tokenName"].map(
        (name) => `tokenInfo.${name}`,
      ),
    ],
    "GET /commandcenter/api/V4/AccessToken": [
      "tokens",
      ...["accessTokenId", "tokenName", "tokenExpiryTimestamp", "userId"].map((name) => `tokens.0.${name}`),
    ],
    "PUT /commandcenter/api/V4/AccessToken/*": ["error", "tokenInfo"],
    "DELETE /commandcenter/api/V4/AccessToken/*": ["error"],
    "POST /commandcenter/api/Login": ["token", "errList"],
  },
  limitReset: { "x-ratelimit-period": "0" },
} as const;

const model: ModelVendor = {
  resource: "CommvaultAccessToken",
  async start() {
    const server = await startCommvault();
    const { endpoint } = server.credentials;
    const account = (username: string) => ({ endpoint, username, password: server.users[username]?.password });
    return { connection: server, accounts: [account("svc-pulumi"), account("reports")], close: () => server.close() };
  },
  requests: [
    ["issue", "POST", "/V4/AccessToken"],
    ["revoke", "DELETE", "/V4/AccessToken"],
    ["list", "GET", "/V4/AccessToken"],
    ["change", "PUT", "/V4/AccessToken"],
  ],
  lifetime: 120 * minute,
  revokes: true,
  renewsInPlace: false,
  lists: true,
  grant: ["accessTokenType", "ALL", "DEFAULT"],
  inPlace: ["tokenName", "ci", "nightly"],
  // The emulator counts from 41 on.
  tokenOf: ({ path }) => Number(path.split("/").at(-1)) - 41,
};

/** By the name of the system. */
const listing: VendorFixture["listing"] = {
  async commvault() {
    const server = await startCommvault();
    const { endpoint, password, username } = server.credentials;
    return {
      vendor: commvault,
      server,
      inputs: { endpoint, username, password },
      env: { COMMVAULT_ENDPOINT: endpoint, COMMVAULT_USERNAME: username, COMMVAULT_PASSWORD: password },
      list: "/V4/AccessToken",
      accepts: async ({ accessToken }) =>
        (await statusOf(`${endpoint}/V2/WhoAmI`, { authorization: `Bearer ${accessToken}` })) === 200,
    };
  },
};

export const fixture: VendorFixture = {
  resource: "CommvaultAccessToken",
  requests: [
    {
      request: "POST /V4/AccessToken",
      source: "https://api.commvault.com/docs/SP38/api/cv/OpenAPI3/create-access-token",
      fields: ["tokenName", "tokenType", "renewableUntilTimestamp", "apiEndpoints", "tokenExpiryTimestamp"],
    },
    {
      request: "the same, as the vendor's Python client sends it",
      source: "https://github.com/Commvault/cvpysdk/blob/dev/cvpysdk/security/user.py",
      fields: ["userId", "allowedIPs"],
    },
    {
      request: "the same, as a change to the vendor's Terraform provider sends it",
      source: "https://github.com/Commvault/terraform-provider-commvault/pull/27",
      fields: ["enableIPAllowListFeature"],
    },
    {
      request: "GET /V4/AccessToken",
      source: "https://api.commvault.com/docs/SP38/api/cv/OpenAPI3/get-access-token",
      fields: ["userId"],
    },
    {
      request: "PUT /V4/AccessToken/{accessTokenId}",
      source: "https://api.commvault.com/docs/SP38/api/cv/OpenAPI3/update-access-token",
      fields: [
        "accessTokenId",
        "tokenName",
        "tokenType",
        "renewableUntilTimestamp",
        "apiEndpoints",
        "tokenExpiryTimestamp",
        "allowedIPs",
      ],
    },
    {
      request: "POST /V4/AccessToken/Renew",
      source: "https://api.commvault.com/docs/SP38/api/cv/OpenAPI3/renew-accesstoken",
      fields: ["accessToken", "refreshToken"],
    },
    {
      request: "POST /Login",
      source: "https://api.commvault.com/docs/SP38/api/cv/AuthenticationOperations/login",
      fields: ["username", "password", "domain", "commserver", "timeout", "deviceId"],
    },
    {
      request: "the same, as the vendor's Python client sends it",
      source: "https://github.com/Commvault/cvpysdk/blob/master/cvpysdk/cvpysdk.py",
      fields: ["mode", "clientType"],
    },
    {
      request: "POST /RenewLoginToken",
      source: "https://api.commvault.com/docs/SP36/api/cv/AuthenticationOperations/renew-login-token",
      fields: ["sessionId", "deviceId"],
    },
    {
      request: "the headers of its requests",
      source: "https://github.com/Commvault/CVPowershellSDKV2/blob/main/CommvaultPowerShell/custom/Module.cs",
      fields: ["Authtoken", "lhAccountId", "operatorCompanyId"],
    },
  ],
  example: [
    "POST /commandcenter/api/Login",
    "GET /commandcenter/api/V4/AccessToken",
    "issue 1",
    "POST /commandcenter/api/Logout",
    "POST /commandcenter/api/Login",
    "DELETE /commandcenter/api/V4/AccessToken/41",
    "POST /commandcenter/api/Logout",
  ],
  faults: [
    {
      ...usual,
      name: "CommvaultAccessToken",
      start: () => started(startCommvault(), (credentials) => credentials),
      lives: 7200,
      lifetime: (seconds) => ({ "tokenInfo.tokenExpiryTimestamp": inSeconds(seconds) }),
      change: { args: { tokenName: "another" } },
    },
    {
      ...usual,
      name: "CommvaultAccessToken renewed by its consumer",
      start: () =>
        started(startCommvault(), (credentials) => ({
          ...credentials,
          accessTokenType: "CUSTOM",
          apiEndpoints: ["/Job", "/V2/WhoAmI"],
          renewedBy: "consumer",
          renewableUntil: "30 days",
        })),
      lives: 30 * 86_400,
      lifetime: (seconds) => ({ "tokenInfo.renewableUntilTimestamp": inSeconds(seconds) }),
      change: { elapsed: 25 * day },
    },
  ],
  secrets: { process: { args: { userId: undefined, tokenName: "one" }, changed: { tokenName: "other" } } },
  listing,
  model,
};
