import { randomBytes } from "node:crypto";
import { z } from "zod";
import { CommvaultAccounts, type CommvaultUser, type LoginReply } from "./commvault-accounts";
import { type CommvaultState, commvaultApi, takeLifetime } from "./commvault-api";
import { failed } from "./commvault-replies";
import { CommvaultTokens } from "./commvault-tokens";
import { type Control, type Controls, control } from "./control";
import { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
import { RateLimit } from "./rate-limit";
import { EmulatorRequest } from "./request";
import { type Handler, router } from "./routes";

export type { CommvaultUser } from "./commvault-accounts";

/** How many requests a tenant has in a period; the SaaS gives 100 writes and 1000 reads an hour. */
export interface CommvaultQuota {
  writes: number;
  reads: number;
  periodSeconds: number;
}

/** How the Commvault emulator starts. */
export interface CommvaultOptions extends EmulatorOptions {
  /**
   * Users by name.
   *
   * @default `svc-pulumi`, who may manage the tokens of others; `reports`, who may not; and the service account
   * `svc-backup`, which cannot log in
   */
  users?: Readonly<Record<string, CommvaultUser>>;
  /** Seconds that a renewable access token lives. @default 7200 */
  lifetime?: number;
  /** @default none, as customer managed servers have none */
  quota?: CommvaultQuota;
}

/** What a test may set at the Commvault emulator. */
export interface CommvaultControls {
  /** Deletes a token, given itself or as its hash from the log. */
  revoke: { token: string };
  /** Renews a token as its holder would: the pair handed out before is dead. */
  renew: { token: string };
  /** Seconds that the next renewable access token lives; `null` leaves its end unsaid. */
  nextLifetime: number | null;
  /** Answers every login as that of a locked account, and every access token with 401. */
  lockAccount: boolean;
  /** Ends every login session, as the idle time does. */
  lapseSessions: true;
  /** The shape of the reply to a login: of customer managed servers, or of the SaaS gateway. */
  loginReply: LoginReply;
  /** The header in which access tokens are accepted. */
  acceptHeader: "any" | "bearer" | "authtoken";
  /** Whether an access token may create, list, change and delete access tokens. */
  accessTokensManage: boolean;
  /** Lists no tokens, as for a user who may not see them. */
  hideTokens: boolean;
  /** Whether a renewed token keeps its id. */
  idOnRenew: "stable" | "new";
  /** The status for an id that does not exist. */
  unknownId: 200 | 400 | 404;
  /** Types of tokens in replies as integers. */
  enumsAsIntegers: boolean;
  /** Whether there are V4 access tokens at all: before 11.38 there are none. */
  v4: boolean;
  /** The most seconds until `renewableUntilTimestamp`. */
  longestRenewable: number;
  /** Cuts ends that are too late, instead of refusing them. */
  clampEnds: boolean;
  /** Counts requests from now on; `null` stops that. */
  quota: CommvaultQuota | null;
}

/** The credential set of the group `commvault`. */
export interface CommvaultCredentials {
  /** With the path of the API. */
  endpoint: string;
  username: string;
  password: string;
}

/** A Commvault server, as far as access tokens go. */
export interface CommvaultEmulator extends Emulator<CommvaultControls> {
  readonly credentials: CommvaultCredentials;
  /** Every user by name. */
  readonly users: Readonly<Record<string, CommvaultUser>>;
}

const bases = /^\/(commandcenter\/api|webconsole\/api|searchsvc\/cvwebservice\.svc|webservercore)(?=\/|$)/i;

/**
 * Starts an emulator of Commvault 11.44: logins, and access tokens under `/V4/AccessToken`, below every base path that
 * the vendor documents and below none, as the SaaS gateway has it. `GET /V2/WhoAmI`, `/Job`, `/Client`, `/plan`, `/VM`
 * and `/V4/ServerGroup` want a token.
 */
export async function startCommvault(options: CommvaultOptions = {}): Promise<CommvaultEmulator> {
  const secret = () => randomBytes(18).toString("base64url");
  const {
    users = {
      "svc-pulumi": { id: 17, password: secret(), admin: true },
      reports: { id: 31, password: secret() },
      "svc-backup": { id: 23, isServiceAccount: true },
    },
    lifetime = 7200,
  } = options;
  const [accounts, tokens] = [new CommvaultAccounts(users), new CommvaultTokens()];
  const state: CommvaultState = {
    lifetime,
    longestRenewable: 365 * 86_400,
    clampEnds: false,
    acceptHeader: "any",
    accessTokensManage: true,
    hideTokens: false,
    idOnRenew: "stable",
    unknownId: 404,
    enumsAsIntegers: false,
    v4: true,
  };
  const quota = new Quota();
  quota.set(options.quota ?? null);
  const find = router(commvaultApi(accounts, tokens, state));

  const answer: Handler = (request) => {
    // Clients write double slashes, and the case of a path makes no difference.
    const folded = request.path.replaceAll(/\/+/g, "/");
    const path = folded.replace(bases, "").replace(/\/$/, "") || "/";
    const { body, headers, method, origin, query } = request;
    const below = (params: Record<string, string>) =>
      new EmulatorRequest(method, origin, path, query, headers, body, params);
    const found = find(method, path.toLowerCase());
    if (found !== undefined) return quota.counted(method, () => found.handler(below(found.params)));
    return /^\/accesstoken(\/|$)/i.test(path) ? failed(403, "Forbidden") : failed(404, "Not Found");
  };

  const emulator = await startEmulator<CommvaultControls>(
    { routes: {}, otherwise: answer, controls: controls(state, accounts, tokens, quota), secretFields: ["sessionId"] },
    options,
  );
  const [[username, { password = "" }] = ["", { password: "" }]] = Object.entries(users);
  const endpoint = `${emulator.endpoint}/commandcenter/api`;
  return { ...emulator, users, credentials: { endpoint, username, password } };
}

/** The quotas of a tenant: one for what changes something, one for what does not. */
class Quota {
  #limits: { reads: RateLimit; writes: RateLimit; period: number } | undefined;

  set(quota: CommvaultQuota | null): void {
    const limit = (requests: number, seconds: number) => new RateLimit(requests, seconds);
    this.#limits = quota
      ? {
          reads: limit(quota.reads, quota.periodSeconds),
          writes: limit(quota.writes, quota.periodSeconds),
          period: quota.periodSeconds,
        }
      : undefined;
  }

  counted(method: string, reply: () => ReturnType<Handler>): ReturnType<Handler> {
    if (this.#limits === undefined) return reply();
    const { period, reads, writes } = this.#limits;
    const { exceeded, limit } = (method === "GET" ? reads : writes).take("tenant");
    if (!exceeded) return reply();
    const headers = { "x-ratelimit-limit": String(limit), "x-ratelimit-period": String(period) };
    return { ...failed(429, "Too many requests"), headers };
  }
}

function controls(state: CommvaultState, accounts: CommvaultAccounts, tokens: CommvaultTokens, quota: Quota) {
  const set = <K extends keyof CommvaultState>(key: K, schema: z.ZodType<CommvaultState[K]>): Control =>
    control(schema, (value) => {
      state[key] = value;
    });
  const token = z.strictObject({ token: z.string() });
  const count = z.number().int().positive();
  return {
    revoke: control(token, ({ token }) => tokens.delete(tokens.bySecret(token))),
    renew: control(token, ({ token }) => {
      const { accessToken, refreshToken = "" } = tokens.bySecret(token);
      const lifetime = takeLifetime(state) ?? 0;
      const renewed = tokens.renew(accessToken, refreshToken, { lifetime, id: state.idOnRenew });
      if (renewed === undefined) throw new Error("the token cannot be renewed");
    }),
    nextLifetime: control(count.nullable(), (value) => {
      state.nextLifetime = value;
    }),
    lockAccount: control(z.boolean(), (value) => {
      accounts.locked = value;
    }),
    lapseSessions: control(z.literal(true), () => accounts.lapse()),
    loginReply: control(z.enum(["token", "data"]), (value) => {
      accounts.loginReply = value;
    }),
    acceptHeader: set("acceptHeader", z.enum(["any", "bearer", "authtoken"])),
    accessTokensManage: set("accessTokensManage", z.boolean()),
    hideTokens: set("hideTokens", z.boolean()),
    idOnRenew: set("idOnRenew", z.enum(["stable", "new"])),
    unknownId: set("unknownId", z.union([z.literal(200), z.literal(400), z.literal(404)])),
    enumsAsIntegers: set("enumsAsIntegers", z.boolean()),
    v4: set("v4", z.boolean()),
    longestRenewable: set("longestRenewable", count),
    clampEnds: set("clampEnds", z.boolean()),
    quota: control(
      z.strictObject({ writes: count, reads: count, periodSeconds: z.number().positive() }).nullable(),
      (value) => quota.set(value),
    ),
  } satisfies Record<keyof CommvaultControls, Controls[string]>;
}
