import { startThousandEyes } from "../../../testing";
import { bearerFields, oauthLifetime, started } from "../../faults/recipes";
import { type ModelVendor, minute } from "../../model/vendors";
import type { RecordedRecipe } from "../../support/provider-process/recorded-state";
import type { VendorFixture } from "../fixture";

const clientSecret = "a-secret-that-was-recorded";

/** Has a server issue a token to the client `reports`, by its form. */
async function issueBy(url: string, client: string): Promise<string> {
  const form = { grant_type: "client_credentials", client_id: client, client_secret: clientSecret };
  const reply = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return ((await reply.json()) as { access_token: string }).access_token;
}

const model: ModelVendor = {
  resource: "ThousandEyesAccessToken",
  async start() {
    const server = await startThousandEyes({ clients: { reports: "first-secret", other: "second-secret" } });
    const { endpoint } = server.credentials;
    const accounts = [
      { endpoint, clientId: "reports", clientSecret: "first-secret" },
      { endpoint, clientId: "other", clientSecret: "second-secret" },
    ] as const;
    return { connection: server, accounts, close: () => server.close() };
  },
  requests: [
    ["issue", "POST", "/token"],
    ["introspect", "GET", "/current"],
  ],
  lifetime: 60 * minute,
  revokes: false,
  renewsInPlace: false,
  lists: false,
  secret: "clientSecret",
  grant: ["scope", "tests:read", "tests:read alerts:read"],
  uselessLifetime: { expires_in: 0 },
  tokenOf: () => undefined,
};

const recorded: RecordedRecipe = {
  async start() {
    const server = await startThousandEyes({ clients: { reports: clientSecret } });
    return {
      ...server,
      issue: () => issueBy(`${server.endpoint}/v7/oauth2/token`, "reports"),
      revoke: (token) => server.control({ revoke: { token } }),
    };
  },
  args: {
    endpoint: "{{endpoint}}",
    clientId: "reports",
    clientSecret,
    tenantId: "wan-1",
    scope: "tests:read",
    introspect: true,
    renewBefore: "25%",
  },
  grant: { argument: "scope", value: ["tests:read", "tests:manage"], sentence: "scope changed: +tests:manage" },
  credential: { clientSecret: "another-secret-of-the-client" },
  revocation: undefined,
};

export const fixture: VendorFixture = {
  resource: "ThousandEyesAccessToken",
  requests: [
    {
      request: "POST /v7/oauth2/token",
      source: "https://github.com/thousandeyes/thousandeyes-sdk-python/blob/a4d9d6a0/oauth2/docs/DefaultApi.md",
      fields: ["x-tenant-id", "grant_type", "client_id", "client_secret", "scope", "thousandeyes_bearer_token"],
    },
  ],
  example: ["issue 1"],
  faults: [
    {
      name: "ThousandEyesAccessToken",
      resource: "ThousandEyesAccessToken",
      start: () => started(startThousandEyes(), (credentials) => ({ ...credentials, scope: "tests:read" })),
      issues: /\/v7\/oauth2\/token$/,
      lives: 3600,
      lifetime: oauthLifetime,
      change: { elapsed: 3_000_000 },
      revokes: false,
      fields: { "POST /v7/oauth2/token": bearerFields },
      limitReset: { "x-organization-rate-limit-reset": "0" },
    },
  ],
  secrets: { engine: { thousandeyesBearerToken: "a-bearer-token-of-a-person" } },
  model,
  recorded,
};
