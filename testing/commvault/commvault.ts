import { randomBytes } from "node:crypto";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import { EmulatorRequest } from "../emulator/request";
import { type Handler, router } from "../emulator/routes";
import { CommvaultAccounts, type CommvaultUser } from "./accounts";
import { commvaultApi } from "./api";
import { type CommvaultControls, controls } from "./controls";
import { type CommvaultQuota, CommvaultQuotas } from "./quota";
import { failed } from "./replies";
import type { CommvaultState } from "./state";
import { CommvaultTokens } from "./tokens";

export type { CommvaultUser } from "./accounts";
export type { CommvaultControls } from "./controls";
export type { CommvaultQuota } from "./quota";

/** Options of the Commvault emulator. */
export interface CommvaultOptions extends EmulatorOptions {
  /**
   * Users by name.
   *
   * @default `svc-pulumi`, which may manage the tokens of others; `reports`, which may not; and the service account
   * `svc-backup`, which cannot log in
   */
  users?: Readonly<Record<string, CommvaultUser>>;
  /** Seconds that a renewable access token lives. @default 7200 */
  lifetime?: number;
  /** The request quota. @default none, as on customer managed servers */
  quota?: CommvaultQuota;
}

/** The credential set of the group `commvault`. */
export interface CommvaultCredentials {
  /** The address of the API, including its path. */
  endpoint: string;
  /** A user that may manage the tokens of others. */
  username: string;
  /** The password of that user, not encoded. */
  password: string;
}

/** An emulator of the access tokens of a Commvault server. */
export interface CommvaultEmulator extends Emulator<CommvaultControls> {
  /** The credentials that a program needs. */
  readonly credentials: CommvaultCredentials;
  /** All users, by name. */
  readonly users: Readonly<Record<string, CommvaultUser>>;
}

const bases = /^\/(commandcenter\/api|webconsole\/api|searchsvc\/cvwebservice\.svc|webservercore)(?=\/|$)/i;

/**
 * Starts an emulator of Commvault 11.44: logins, and access tokens under `/V4/AccessToken`. It answers below every base
 * path that the vendor documents, and without a base path, like the SaaS gateway. `GET /V2/WhoAmI`, `/Job`, `/Client`,
 * `/plan`, `/VM` and `/V4/ServerGroup` require a token.
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
  const quota = new CommvaultQuotas();
  quota.set(options.quota ?? null);
  const find = router(commvaultApi(accounts, tokens, state));

  const answer: Handler = (request) => {
    // Clients send double slashes, and the server ignores the case of a path.
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
