import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Controls, control } from "../emulator/control";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import { RateLimit } from "../emulator/rate-limit";
import type { Handler } from "../emulator/routes";
import { secondsLeft, TokenStore } from "../emulator/token-store";
import * as replies from "./replies";
import { authenticated, granted, refused, tokenBody } from "./token-request";

/** Options of the ThousandEyes emulator. */
export interface ThousandEyesOptions extends EmulatorOptions {
  /** Secrets by client id. @default one client, `reports`, with a random secret */
  clients?: Readonly<Record<string, string>>;
  /** Seconds that a token lives. @default 3600 */
  lifetime?: number;
  /** Requests per minute, for the organization and for the tokens of each client. @default 240 */
  rateLimit?: number;
}

/** The settings of the ThousandEyes emulator that a test may change. */
export interface ThousandEyesControls {
  /** Stops accepting a token, given as the token or as its hash from the log. */
  revoke: { token: string };
  /** Seconds that the next token lives; `null` leaves `expires_in` out of the reply. */
  nextLifetime: number | null;
  /** Returns the same valid token to a client that repeats its request. */
  repeatTokens: boolean;
  /** Answers every credential and token with 401. */
  lockAccount: boolean;
  /** Grants at most this scope; `null` grants the requested scope. */
  grantScope: string | null;
  /** Answers every token with 403. */
  insufficientScope: boolean;
  /** Sets how many requests are left, and in how many seconds the rate limit resets. */
  limit: { remaining: number; resetInSeconds: number };
  /** Refuses the client credentials grant, as for applications that are not registered partners. */
  unsupportedGrant: boolean;
}

/** The credential set of the group `thousandEyes`. */
export interface ThousandEyesCredentials {
  /** The address of the API. */
  endpoint: string;
  /** The id of the first client. */
  clientId: string;
  /** The secret of that client. */
  clientSecret: string;
}

/** An emulator of the access tokens of the ThousandEyes API v7. */
export interface ThousandEyesEmulator extends Emulator<ThousandEyesControls> {
  /** The credentials that a program needs. */
  readonly credentials: ThousandEyesCredentials;
}

interface Grant {
  client: string;
  scope: string | undefined;
  tenant: string | undefined;
  /** The user's own token, if the client acts on behalf of a user. */
  user: string | undefined;
}

type State = Omit<ThousandEyesControls, "revoke" | "limit" | "nextLifetime"> & { nextLifetime?: number | null };

/**
 * Starts an emulator of ThousandEyes: `POST /v7/oauth2/token` issues tokens; `GET /v7/users/current` and
 * `GET /v7/account-groups` require one. The API can neither revoke nor introspect tokens.
 */
export async function startThousandEyes(options: ThousandEyesOptions = {}): Promise<ThousandEyesEmulator> {
  const { clients = { reports: randomBytes(24).toString("base64url") }, lifetime = 3600, rateLimit = 240 } = options;
  const tokens = new TokenStore<Grant>();
  const limits = new RateLimit(rateLimit, 60);
  const state: State = {
    repeatTokens: false,
    lockAccount: false,
    grantScope: null,
    insufficientScope: false,
    unsupportedGrant: false,
  };

  const issue: Handler = (request) => {
    const form = request.form();
    const refusal = refused(request, form, state.unsupportedGrant);
    if (refusal !== undefined) return refusal;
    const client = authenticated(request, form, clients);
    if (client === undefined) return replies.unauthorized("invalid_client", "Client authentication failed");
    if (state.lockAccount) return replies.unauthorized("invalid_client", "Account locked");
    const grant: Grant = {
      client,
      scope: granted(form.get("scope") ?? "", state.grantScope),
      tenant: request.header("x-tenant-id"),
      user: form.get("thousandeyes_bearer_token") ?? undefined,
    };
    const wanted = JSON.stringify(grant);
    const live = state.repeatTokens ? tokens.findLast((each) => JSON.stringify(each) === wanted) : undefined;
    if (live !== undefined) return { body: tokenBody(live.token, secondsLeft(live), live.grant.scope) };
    const { nextLifetime = lifetime } = state;
    delete state.nextLifetime;
    const { token } = tokens.issue(grant, nextLifetime ?? lifetime);
    return { body: tokenBody(token, nextLifetime, grant.scope) };
  };

  const protect =
    (handler: Handler): Handler =>
    (request) => {
      const issued = tokens.find(request.bearer());
      return issued === undefined || state.lockAccount
        ? replies.unauthorized("invalid_token", "Invalid access token")
        : replies.counted(request, limits.take(`client ${issued.grant.client}`), () => handler(request));
    };

  const resource = (handler: Handler): Handler =>
    protect((request) => {
      if (!request.accepts("application/hal+json", "application/json")) {
        return replies.problem(request, 406, "Not Acceptable");
      }
      return state.insufficientScope ? replies.problem(request, 403, "Forbidden") : handler(request);
    });

  const emulator = await startEmulator<ThousandEyesControls>(
    {
      routes: {
        "POST /v7/oauth2/token": (request) =>
          replies.counted(request, limits.take("organization"), () => issue(request)),
        "GET /v7/users/current": resource(replies.currentUser),
        "GET /v7/account-groups": resource(replies.accountGroups),
        "GET /.well-known/oauth-authorization-server": replies.metadata,
        "GET /.well-known/oauth-protected-resource": replies.protectedResource,
      },
      otherwise: protect((request) => replies.problem(request, 404, "Not Found")),
      controls: controls(state, tokens, limits),
    },
    options,
  );
  const [clientId = "", clientSecret = ""] = Object.entries(clients)[0] ?? [];
  return { ...emulator, credentials: { endpoint: emulator.endpoint, clientId, clientSecret } };
}

function controls(state: State, tokens: TokenStore<Grant>, limits: RateLimit) {
  const set = <K extends keyof State>(key: K, schema: z.ZodType<State[K]>) =>
    control(schema, (value) => {
      state[key] = value;
    });
  return {
    revoke: control(z.strictObject({ token: z.string() }), ({ token }) => tokens.revoke(token)),
    nextLifetime: set("nextLifetime", z.number().int().positive().nullable()),
    repeatTokens: set("repeatTokens", z.boolean()),
    lockAccount: set("lockAccount", z.boolean()),
    grantScope: set("grantScope", z.string().nullable()),
    insufficientScope: set("insufficientScope", z.boolean()),
    limit: control(
      z.strictObject({ remaining: z.number().int().nonnegative(), resetInSeconds: z.number().positive() }),
      (value) => limits.set(value),
    ),
    unsupportedGrant: set("unsupportedGrant", z.boolean()),
  } satisfies Record<keyof ThousandEyesControls, Controls[string]>;
}
