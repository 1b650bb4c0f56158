import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { connectEmulator, type OAuth2Emulator, startOAuth2 } from "../../../testing";
import type { OAuth2Started } from "../../../testing/oauth2/emulator";
import { bearerFields, oauthLifetime } from "../../faults/recipes";
import { type ModelVendor, minute } from "../../model/vendors";
import type { RecordedRecipe } from "../../support/provider-process/recorded-state";
import type { VendorFixture } from "../fixture";

const clientSecret = "a-secret-that-was-recorded";

/** Has a server issue a token to a client, by its form. */
async function issueBy(url: string, client: string, secret = clientSecret): Promise<string> {
  const form = { grant_type: "client_credentials", client_id: client, client_secret: secret };
  const reply = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return ((await reply.json()) as { access_token: string }).access_token;
}

const model: ModelVendor = {
  resource: "OAuth2AccessToken",
  async start(env) {
    const child = fork(path.resolve("lib/testing/oauth2/server.js"), { env: { ...process.env, ...env }, execArgv: [] });
    child.send({});
    const [{ started }] = (await once(child, "message")) as [{ started: OAuth2Started }];
    const { clients, endpoint } = started;
    const account = (id: string) => {
      const { clientSecret } = clients.find(({ clientId }) => clientId === id) ?? {};
      return { issuer: endpoint, clientId: id, clientSecret };
    };
    return {
      connection: connectEmulator(endpoint),
      accounts: [account("reports"), account("other")],
      close: async () => void child.kill("SIGKILL"),
    };
  },
  requests: [
    ["revoke", "POST", "/revocation"],
    ["introspect", "POST", "/introspection"],
    ["issue", "POST", "/token"],
  ],
  lifetime: 60 * minute,
  revokes: true,
  renewsInPlace: false,
  lists: false,
  secret: "clientSecret",
  grant: ["scope", ["reports:read"], ["reports:read", "tests:manage"]],
  uselessLifetime: { expires_in: 0 },
  tokenOf: ({ body }) => (body as { token?: string }).token,
};

const recorded: RecordedRecipe = {
  async start() {
    const server = await startOAuth2({ secrets: { "reports-post": clientSecret } });
    return {
      ...server,
      issue: () => issueBy(server.credentials.tokenEndpoint, "reports-post"),
      revoke: (token) => server.control({ revoke: { token } }),
    };
  },
  args: {
    issuer: "{{endpoint}}",
    clientId: "reports-post",
    clientSecret,
    clientAuthentication: "client_secret_post",
    scope: ["reports:write", "reports:read"],
    renewBefore: "10 minutes",
    rotationTriggers: { release: "1" },
    onReplace: "expire",
    onDelete: "revoke",
    requestTimeout: "20 seconds",
  },
  grant: { argument: "scope", value: "reports:read", sentence: "scope changed: -reports:write" },
  credential: { clientSecret: "another-secret-of-the-client" },
  revocation: "/token/revocation",
};

export const fixture: VendorFixture = {
  resource: "OAuth2AccessToken",
  requests: [
    {
      request: "the token request of client credentials",
      source: "https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4.2",
      fields: ["grant_type", "scope"],
    },
    {
      request: "the client's password, and the token requests of other grants",
      source: "https://www.rfc-editor.org/rfc/rfc6749.html#appendix-A",
      fields: ["client_id", "client_secret", "code", "redirect_uri", "username", "password", "refresh_token"],
    },
    {
      request: "client authentication by an assertion",
      source: "https://www.rfc-editor.org/rfc/rfc7521.html#section-4.2",
      fields: ["client_id", "client_assertion", "client_assertion_type"],
    },
    {
      request: "the header of the assertion",
      source: "https://www.rfc-editor.org/rfc/rfc7515.html#section-4.1",
      fields: ["alg", "kid", "x5t", "x5t#S256"],
    },
    {
      request: "the grant of an assertion",
      source: "https://www.rfc-editor.org/rfc/rfc7521.html#section-4.1",
      fields: ["grant_type", "assertion", "scope", "client_id"],
    },
    {
      request: "the claims of the assertion",
      source: "https://www.rfc-editor.org/rfc/rfc7523.html#section-3",
      fields: ["iss", "sub", "aud", "jti"],
    },
    {
      request: "token exchange",
      source: "https://www.rfc-editor.org/rfc/rfc8693.html#section-2.1",
      fields: [
        "grant_type",
        "resource",
        "audience",
        "scope",
        "requested_token_type",
        "subject_token",
        "subject_token_type",
        "actor_token",
        "actor_token_type",
      ],
    },
    {
      request: "resource indicators",
      source: "https://www.rfc-editor.org/rfc/rfc8707.html#section-2",
      fields: ["resource"],
    },
    {
      request: "the audience, as token exchange names it",
      source: "https://www.rfc-editor.org/rfc/rfc8693.html#section-2.1",
      fields: ["audience"],
    },
    {
      request: "introspection",
      source: "https://www.rfc-editor.org/rfc/rfc7662.html#section-2.1",
      fields: ["token", "token_type_hint"],
    },
    {
      request: "revocation",
      source: "https://www.rfc-editor.org/rfc/rfc7009.html#section-2.1",
      fields: ["token", "token_type_hint"],
    },
    {
      request: "the server's metadata",
      source: "https://www.rfc-editor.org/rfc/rfc8414.html#section-2",
      fields: ["issuer", "token_endpoint", "introspection_endpoint", "revocation_endpoint"],
    },
    {
      request: "the client's metadata",
      source: "https://www.rfc-editor.org/rfc/rfc7591.html#section-2",
      fields: ["client_id", "client_secret", "token_endpoint_auth_method"],
    },
    {
      request: "the client's metadata of OpenID Connect",
      source: "https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata",
      fields: ["token_endpoint_auth_signing_alg"],
    },
  ],
  example: ["issue 1", "revoke 1"],
  faults: [
    {
      name: "OAuth2AccessToken",
      resource: "OAuth2AccessToken",
      async start(oauth2) {
        const { clientId, clientSecret, connection } = await oauth2.start();
        const args = { issuer: connection.endpoint, clientId, clientSecret, scope: "reports:read" };
        return { connection, args, close: async () => {} };
      },
      issues: /^POST \/token$/,
      lives: 3600,
      lifetime: oauthLifetime,
      revokes: true,
      fields: {
        "POST /token": bearerFields,
        "POST /token/introspection": ["active", "exp", "iat", "scope"],
        "GET /.well-known/oauth-authorization-server": [
          "issuer",
          "token_endpoint",
          "revocation_endpoint",
          "introspection_endpoint",
          "token_endpoint_auth_methods_supported",
        ],
      },
    },
    {
      name: "OAuth2AccessToken, pipeline",
      resource: "OAuth2AccessToken",
      async start(oauth2) {
        const { connection } = await oauth2.start();
        const { endpoint } = connection;
        const args = {
          tokenEndpoint: `${endpoint}/token`,
          introspectionEndpoint: `${endpoint}/token/introspection`,
          revocationEndpoint: `${endpoint}/token/revocation`,
          clientId: "reports-pipeline",
          clientAssertionFrom: "github-actions",
          clientAssertionAudience: endpoint,
        };
        return { connection, args, close: async () => {} };
      },
      issues: /^POST \/token$/,
      lives: 3600,
      revokes: true,
      // All else is as for a client with a secret.
      meets: /^GET \/pipeline\/token$/,
      fields: { "GET /pipeline/token": ["value"] },
    },
  ],
  secrets: {
    process: { args: { issuer: undefined } },
    engine: {
      resource: undefined,
      extraParameters: { note: "an-extra-parameter-of-value" },
      extraHeaders: { "x-api-key": "a-key-of-a-gateway-of-value" },
    },
    async more(credentials) {
      const { clients, tokenEndpoint } = credentials as OAuth2Emulator["credentials"];
      const { clientId, keyId, privateKey } = clients["reports-jwt"] ?? {};
      const { clientSecret: secret } = clients["reports-post"] ?? {};
      return {
        "token-exchange": {
          resource: undefined,
          grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
          subjectToken: await issueBy(tokenEndpoint, "reports-post", secret),
          actorToken: "a-token-of-an-actor-of-value",
        },
        "jwt-bearer": {
          resource: undefined,
          grantType: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          assertionIssuer: clientId,
          subject: "someone",
          keyId,
          privateKey,
        },
        "private-key": {
          resource: undefined,
          clientSecret: undefined,
          clientAuthentication: "private_key_jwt",
          clientId,
          keyId,
          privateKey,
        },
        "secret-jwt": { resource: undefined, ...clients["reports-secret-jwt"] },
      };
    },
  },
  model,
  recorded,
};
