import { cohesityApiKey } from "../../../provider/vendors/cohesity/api-key";
import { startCohesity, startHelios } from "../../../testing";
import { statusOf } from "../../cli/orphans/listing-systems";
import { day, started } from "../../faults/recipes";
import type { VendorFixture } from "../fixture";

const list = /^GET .*\/api-keys$/;

const apiKey = {
  resource: "CohesityApiKey",
  issues: /^POST \/v2\/users\/[^/]+\/api-keys(\/[^/]+\/rotate)?$/,
  looks: { issue: list, renew: list, change: list, introspect: list, revoke: list },
  lives: 10 * 365 * 86_400,
  revokes: true,
  fields: {
    "POST /v2/users/*/api-keys": ["id", "apiKey", "name", "createdByUserSid", "expiryTimeMsecs"],
    "POST /v2/users/*/api-keys/*/rotate": ["apiKey", "expiryTimeMsecs", "lastRotatedTimeMsecs"],
    "GET /v2/users/*/api-keys/*": ["id", "isActive", "isExpired", "expiryTimeMsecs", "lastRotatedTimeMsecs"],
    "PUT /v2/users/*/api-keys/*": ["name", "expiryTimeMsecs"],
    "GET /irisservices/api/v1/public/sessionUser": ["sid"],
    "POST /v2/access-tokens": ["accessToken", "tokenType"],
  },
} as const;

/** By the name of the system. */
const listing: VendorFixture["listing"] = {
  async cohesity() {
    const server = await startCohesity();
    const { adminApiKey, endpoint } = server.credentials;
    return {
      vendor: cohesityApiKey,
      server,
      inputs: { endpoint, adminApiKey },
      env: { COHESITY_ENDPOINT: endpoint, COHESITY_API_KEY: adminApiKey },
      list: "/api-keys",
      accepts: async ({ accessToken }) => (await statusOf(`${endpoint}/v2/clusters`, { apiKey: accessToken })) === 200,
    };
  },
  async helios() {
    const server = await startHelios();
    const { accessClusterId, adminApiKey, endpoint, regionId } = server.credentials;
    return {
      vendor: cohesityApiKey,
      server,
      inputs: { system: "helios", endpoint, accessClusterId, regionId, adminApiKey },
      env: {
        HELIOS_ENDPOINT: endpoint,
        HELIOS_API_KEY: adminApiKey,
        HELIOS_ACCESS_CLUSTER_ID: accessClusterId,
        HELIOS_REGION_ID: regionId,
      },
      list: "/api-keys",
      accepts: async ({ accessToken }) =>
        (await statusOf(`${endpoint}/v2/clusters`, { apiKey: accessToken, accessClusterId, regionId })) === 200,
    };
  },
};

export const fixture: VendorFixture = {
  resource: "CohesityApiKey",
  requests: [
    {
      request: "POST /v2/users/{userSid}/api-keys and PUT .../{id}, CreateOrUpdateAPIKeyRequest",
      source: "https://developers.cohesity.com/v1-helios-latest/reference/createuserapikey",
      fields: ["apiKey", "accessClusterId", "regionId", "userSid", "id", "name", "isActive", "expiryTimeMsecs"],
    },
    {
      request: "POST /public/users/{sid}/apiKeys, version 1",
      source:
        "https://github.com/cohesity/management-sdk-python/blob/master/cohesity_management_sdk/controllers/principals_controller.py",
      fields: ["sid", "id", "name", "isActive", "expiringTimeMsecs"],
    },
    {
      request: "the administrator's login, AccessTokenCredential",
      source: "https://github.com/cohesity/go-sdk/blob/main/v1/models/access_token_credential.go",
      fields: ["username", "password", "domain", "certificate", "privateKey", "otpCode", "otpType"],
    },
  ],
  example: [
    "GET /irisservices/api/v1/public/sessionUser",
    expect.stringMatching(/^GET \/v2\/users\/[^/]+\/api-keys$/),
    expect.stringMatching(/^POST \/v2\/users\/[^/]+\/api-keys 201$/),
    expect.stringMatching(/^DELETE \/v2\/users\/[^/]+\/api-keys\/\S+ 204$/),
  ],
  faults: [
    {
      ...apiKey,
      name: "CohesityApiKey",
      start: () =>
        started(startCohesity(), ({ adminApiKey, endpoint }) => ({ adminApiKey, endpoint, expiryTime: "30 days" })),
      lives: 30 * 86_400,
      lifetime: (seconds) => ({ expiryTimeMsecs: Date.now() + seconds * 1000 }),
      change: { args: { name: "another" } },
    },
    {
      ...apiKey,
      name: "CohesityApiKey by a login, rotated",
      start: () =>
        started(startCohesity(), ({ endpoint, password, username }) => ({
          endpoint,
          password,
          username,
          expiryTime: "30 days",
          renewal: "rotate",
        })),
      login: /\/v2\/access-tokens$/,
      lives: 30 * 86_400,
      change: { elapsed: 25 * day },
    },
  ],
  secrets: {
    process: { args: { renewal: "rotate", adminApiKey: undefined, expiryTime: "30 days", name: "migration" } },
    engine: { username: undefined, password: undefined, name: "migration" },
  },
  listing,
};
