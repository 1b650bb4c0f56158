import {
  type EmulatorConnection,
  startCohesity,
  startCommvault,
  startHelios,
  startLaserfiche,
  startLaserficheCloud,
  startLaserficheServer,
  startThousandEyes,
} from "../../testing";
import type { Properties } from "../support/provider-process";
import type { OAuth2Servers } from "./oauth2-servers";

/** A vendor that runs, for one case. */
export interface Vendor {
  readonly connection: EmulatorConnection;
  /** What a program gives to the resource. */
  readonly args: Properties;
  close(): Promise<void>;
}

/** One way to use a class. */
export interface Recipe {
  /** The class, and what sets this way apart. */
  readonly name: string;
  readonly resource: string;
  readonly start: (oauth2: OAuth2Servers) => Promise<Vendor>;
  /** The request that issues the tokens of the resource: `POST /token`. */
  readonly issues: RegExp;
  /** The request that opens a login session, where the class has one. */
  readonly login?: RegExp;
  /** The fields of replies, by request: each is once left out, and once of another type. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The lifetime in the reply to an issue, as that field tells so many seconds. */
  readonly lifetime?: (seconds: number) => Readonly<Record<string, unknown>>;
  /** How long its tokens live, in seconds; `undefined` where that is for the vendor alone to know. */
  readonly lives: number;
  /** What makes an update in place due: other arguments, or the time that went by, in milliseconds. */
  readonly change?: { readonly args?: Properties; readonly elapsed?: number };
  readonly revokes: boolean;
  /** A header by which the vendor itself says that its limit is over in no time. */
  readonly limitReset?: Readonly<Record<string, string>>;
}

const day = 86_400_000;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const started = async <C extends object>(
  emulator: Promise<EmulatorConnection & { credentials: C; close(): Promise<void> }>,
  args: (credentials: C) => object,
): Promise<Vendor> => {
  const it = await emulator;
  return { connection: it, args: { ...args(it.credentials) }, close: () => it.close() };
};

const bearerFields = ["access_token", "token_type", "expires_in", "scope"];
const oauthLifetime = (seconds: number) => ({ expires_in: seconds });

const apiKey = {
  resource: "CohesityApiKey",
  issues: /^POST \/v2\/users\/[^/]+\/api-keys(\/[^/]+\/rotate)?$/,
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

const commvault = {
  resource: "CommvaultAccessToken",
  issues: /^POST .*\/V4\/AccessToken$/,
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

/** Every class, in every way that sends other requests. */
export const recipes: readonly Recipe[] = [
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
  {
    name: "HeliosAccessToken",
    resource: "HeliosAccessToken",
    start: () => started(startHelios(), (credentials) => ({ ...credentials, introspect: true })),
    issues: /^POST \/v2\/access-tokens$/,
    lives: 86_400,
    revokes: false,
    fields: { "POST /v2/access-tokens": ["accessToken", "tokenType", "privileges"] },
  },
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
  {
    ...commvault,
    name: "CommvaultAccessToken",
    start: () => started(startCommvault(), (credentials) => credentials),
    lives: 7200,
    lifetime: (seconds) => ({ "tokenInfo.tokenExpiryTimestamp": inSeconds(seconds) }),
    change: { args: { tokenName: "another" } },
  },
  {
    ...commvault,
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
  {
    name: "ThousandEyesAccessToken",
    resource: "ThousandEyesAccessToken",
    start: () => started(startThousandEyes(), (credentials) => ({ ...credentials, scope: "tests:read" })),
    issues: /\/v7\/oauth2\/token$/,
    lives: 3600,
    lifetime: oauthLifetime,
    revokes: false,
    fields: { "POST /v7/oauth2/token": bearerFields },
    limitReset: { "x-organization-rate-limit-reset": "0" },
  },
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
];
