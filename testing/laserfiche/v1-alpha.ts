import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import type { Handler } from "../emulator/routes";
import { type IssuedToken, TokenStore } from "../emulator/token-store";
import * as replies from "./replies";
import { controls, issue, type LaserficheState, type LaserficheTokenControls } from "./tokens";
import {
  authToken,
  type ConnectionRequest,
  connectionRequest,
  context,
  cookieOf,
  setCookie,
  ticks,
} from "./v1-alpha-session";

/** Options of the Laserfiche v1-alpha emulator. */
export interface LaserficheOptions extends EmulatorOptions {
  /** @default "r-0a1b2c3d" */
  repositoryId?: string;
  /** The account, of 9 or 10 digits. @default "100200300" */
  customerId?: string;
  /** Passwords by username. The password of a service principal is its key. @default one user, `svc-reports` */
  users?: Readonly<Record<string, string>>;
  /** Session keys that are accepted instead of a username and password. @default none */
  sessionKeys?: readonly string[];
  /** SAML tokens that are accepted instead of a username and password. @default none */
  samlTokens?: readonly string[];
  /** Seconds that a token lives after it is issued or refreshed. @default 3600 */
  lifetime?: number;
}

/** The settings of the Laserfiche v1-alpha emulator that a test may change. */
export interface LaserficheControls extends LaserficheTokenControls {
  /** Answers Invalidate with `{"value": false}`, and keeps accepting the token. */
  keepInvalidated: boolean;
}

/** The credential set of the group `laserfiche`. */
export interface LaserficheCredentials {
  /** The address of the API. */
  endpoint: string;
  /** The repository. */
  repositoryId: string;
  /** The account. */
  customerId: string;
  /** The first user. */
  username: string;
  /** The password of that user. */
  password: string;
}

/** An emulator of the access tokens of the Laserfiche API v1-alpha. */
export interface LaserficheEmulator extends Emulator<LaserficheControls> {
  /** The credentials that a program needs. */
  readonly credentials: LaserficheCredentials;
}

interface Grant {
  proof: string;
  applicationName: string | undefined;
  /** Whether the token is also accepted as a cookie. */
  cookie: boolean;
}

const path = "/repository/v1-alpha/Repositories/{repositoryId}";

/** The longest time by which a refresh extends a token, in seconds. */
const longestExtension = 3600;

/**
 * Starts an emulator of Laserfiche v1-alpha: `POST .../AccessTokens/Create`, `Refresh` and `Invalidate`;
 * `GET .../AuditReasons` and `GET .../Entries/1` require a token.
 */
export async function startLaserfiche(options: LaserficheOptions = {}): Promise<LaserficheEmulator> {
  const { repositoryId = "r-0a1b2c3d", customerId = "100200300", lifetime = 3600 } = options;
  const {
    users = { "svc-reports": randomBytes(24).toString("base64url") },
    sessionKeys = [],
    samlTokens = [],
  } = options;
  const tokens = new TokenStore<Grant>();
  const state: LaserficheState<LaserficheControls> = {
    repeatTokens: false,
    lockAccount: false,
    accessDenied: false,
    keepInvalidated: false,
  };

  /** Returns the credential that authenticates the request, or `undefined`. */
  const proof = ({ username, password, sessionKey, samlToken }: ConnectionRequest) => {
    if (username && Object.hasOwn(users, username) && users[username] === password) return username;
    if (sessionKey && sessionKeys.includes(sessionKey)) return sessionKey;
    return samlToken && samlTokens.includes(samlToken) ? samlToken : undefined;
  };

  const create: Handler = (request) => {
    if (request.mediaType !== "application/json") return replies.exception(400, "The request body must be JSON.");
    const body = connectionRequest.safeParse(request.json());
    if (!body.success) return replies.exception(400, "The request body is not valid.");
    const cookie = request.query.get("createCookie") ?? "false";
    if (!/^(true|false)$/i.test(cookie)) return replies.exception(400, "createCookie is not a boolean.");
    const customer = request.query.get("customerId");
    if (customer !== null && !/^\d{9,10}$/.test(customer)) return replies.exception(400, "customerId is not valid.");
    if (request.params.repositoryId !== repositoryId) {
      return replies.exception(400, replies.repositoryNotFound(request.params.repositoryId ?? ""));
    }
    const proved = proof(body.data);
    if (proved === undefined || state.lockAccount || (customer !== null && customer !== customerId)) {
      return replies.exception(401, "The username or password is incorrect.");
    }
    const applicationName = body.data.applicationName ?? undefined;
    return created(request, { proof: proved, applicationName, cookie: /^true$/i.test(cookie) });
  };

  const created = (request: EmulatorRequest, grant: Grant): Reply => {
    const { issued, seconds } = issue(state, tokens, grant, lifetime, authToken());
    const body = {
      "@odata.context": context(request, "Laserfiche.Repository.SessionKeyInfo"),
      authToken: issued.token,
      ...(seconds === null ? {} : { expireTime: ticks(issued.expiresAt) }),
    };
    const headers = { "set-cookie": setCookie(issued.token, issued.expiresAt) };
    return { body, ...(grant.cookie ? { headers } : {}) };
  };

  const refresh = (request: EmulatorRequest, { token, grant, expiresAt }: IssuedToken<Grant>): Reply => {
    const asked = Number(/\d+/.exec(request.header("keep-alive") ?? "")?.[0] ?? lifetime);
    const end = Math.max(expiresAt + 1, Date.now() + Math.min(asked, longestExtension) * 1000);
    const extended = tokens.issue(grant, (end - Date.now()) / 1000, token);
    return { body: { "@odata.context": context(request, "Edm.DateTimeOffset"), value: ticks(extended.expiresAt) } };
  };

  const invalidate = (request: EmulatorRequest, { token }: IssuedToken<Grant>): Reply => {
    if (!state.keepInvalidated) tokens.revoke(token);
    return { body: { "@odata.context": context(request, "Edm.Boolean"), value: !state.keepInvalidated } };
  };

  const protect =
    (answer: (request: EmulatorRequest, token: IssuedToken<Grant>) => Reply, takesCookie = false): Handler =>
    (request) => {
      const byCookie = takesCookie ? tokens.find(cookieOf(request)) : undefined;
      const issued = tokens.find(request.bearer()) ?? (byCookie?.grant.cookie ? byCookie : undefined);
      if (issued === undefined || state.lockAccount) return replies.exception(401, replies.invalidToken);
      if (state.accessDenied) return replies.exception(403, replies.accessDenied);
      if (request.params.repositoryId !== repositoryId) {
        return replies.exception(404, replies.repositoryNotFound(request.params.repositoryId ?? ""));
      }
      return answer(request, issued);
    };

  const emulator = await startEmulator<LaserficheControls>(
    {
      routes: {
        [`POST ${path}/AccessTokens/Create`]: create,
        [`POST ${path}/AccessTokens/Refresh`]: protect(refresh),
        [`POST ${path}/AccessTokens/Invalidate`]: protect(invalidate),
        [`GET ${path}/AuditReasons`]: protect(replies.auditReasons, true),
        [`GET ${path}/Entries/1`]: protect(replies.rootEntry, true),
      },
      otherwise: () => replies.exception(404, "Not found."),
      controls: controls(state, tokens, { keepInvalidated: z.boolean() }),
      secretFields: ["sessionKey"],
    },
    options,
  );
  const [username = "", password = ""] = Object.entries(users)[0] ?? [];
  const endpoint = `${emulator.endpoint}/repository`;
  return { ...emulator, credentials: { endpoint, repositoryId, customerId, username, password } };
}
