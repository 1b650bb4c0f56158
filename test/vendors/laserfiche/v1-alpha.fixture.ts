import { startLaserfiche } from "../../../testing";
import { started } from "../../faults/recipes";
import { bearer, type ModelVendor, minute } from "../../model/vendors";
import type { VendorFixture } from "../fixture";

const model: ModelVendor = {
  resource: "LaserficheAccessToken",
  async start() {
    const server = await startLaserfiche({ users: { reports: "first-secret", other: "second-secret" } });
    const { customerId, endpoint, repositoryId } = server.credentials;
    const set = { endpoint, repositoryId, customerId };
    const accounts = [
      { ...set, username: "reports", password: "first-secret" },
      { ...set, username: "other", password: "second-secret" },
    ] as const;
    return { connection: server, accounts, close: () => server.close() };
  },
  requests: [
    ["issue", "POST", "/Create"],
    ["renew", "POST", "/Refresh"],
    ["revoke", "POST", "/Invalidate"],
    ["introspect", "GET", "/AuditReasons"],
  ],
  lifetime: 60 * minute,
  revokes: true,
  renewsInPlace: true,
  lists: false,
  secret: "password",
  grant: ["applicationName", "reports", "nightly"],
  tokenOf: bearer,
};

export const fixture: VendorFixture = {
  resource: "LaserficheAccessToken",
  requests: [
    {
      request: "POST /v1-alpha/Repositories/{repoId}/AccessTokens/Create, CreateConnectionRequest",
      source: "https://github.com/Layer8Err/laserfiche_api/blob/master/docs/AccessTokensApi.md",
      fields: [
        "repoId",
        "createCookie",
        "customerId",
        "username",
        "password",
        "applicationName",
        "sessionKey",
        "samlToken",
      ],
    },
    {
      request: "POST /v1-alpha/Repositories/{repoId}/AccessTokens/Refresh",
      source: "https://github.com/Layer8Err/laserfiche_api/blob/master/docs/AccessTokensApi.md",
      fields: ["repoId", "Keep-Alive"],
    },
  ],
  example: ["issue 1", "revoke 1"],
  faults: [
    {
      name: "LaserficheAccessToken",
      resource: "LaserficheAccessToken",
      start: () => started(startLaserfiche(), (credentials) => credentials),
      issues: /\/AccessTokens\/Create$/,
      lives: 3600,
      lifetime: (seconds) => ({ expireTime: new Date(Date.now() + seconds * 1000).toISOString() }),
      change: { elapsed: 3_000_000 },
      revokes: true,
      fields: {
        "POST /repository/v1-alpha/Repositories/r-0a1b2c3d/AccessTokens/Create": ["authToken", "expireTime"],
        "POST /repository/v1-alpha/Repositories/r-0a1b2c3d/AccessTokens/Refresh": ["value"],
        "POST /repository/v1-alpha/Repositories/r-0a1b2c3d/AccessTokens/Invalidate": ["value"],
      },
    },
  ],
  secrets: { process: { args: { createCookie: true } }, engine: { createCookie: true } },
  model,
};
