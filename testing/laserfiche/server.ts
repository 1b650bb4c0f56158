import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import type { Handler } from "../emulator/routes";
import { TokenStore } from "../emulator/token-store";
import * as replies from "./replies";
import { controls, issue, type LaserficheState, type LaserficheTokenControls } from "./tokens";

/** Options of the emulator of a self-hosted Laserfiche API Server. */
export interface LaserficheServerOptions extends EmulatorOptions {
  /** @default "Human Resources" */
  repositoryId?: string;
  /** Passwords by username. @default one Windows account, `EXAMPLE\svc-reports` */
  users?: Readonly<Record<string, string>>;
  /** Seconds that a token lives. @default 900 */
  lifetime?: number;
}

/** The settings that a test may change in the emulator of a self-hosted Laserfiche API Server. */
export interface LaserficheServerControls extends LaserficheTokenControls {
  /** Writes the lifetime as `expire_in`, as the vendor's own schema does. */
  misspeltLifetime: boolean;
  /** Returns the list of repositories to everyone, with any token or without one. */
  repositoryList: boolean;
}

/** The credential set of the group `laserficheServer`. */
export interface LaserficheServerCredentials {
  /** The address of the API. */
  endpoint: string;
  /** The repository. */
  repositoryId: string;
  /** The first user. */
  username: string;
  /** The password of that user. */
  password: string;
}

/** An emulator of the access tokens of a self-hosted Laserfiche API Server, v1 and v2. */
export interface LaserficheServerEmulator extends Emulator<LaserficheServerControls> {
  /** The credentials that a program needs. */
  readonly credentials: LaserficheServerCredentials;
}

/**
 * Starts an emulator of a self-hosted Laserfiche API Server: `POST .../Repositories/{id}/Token` issues tokens by the
 * password grant; `GET .../Entries/1`, `GET .../AuditReasons` and (v2) `GET .../SessionRights` require one. The API can
 * neither refresh, revoke nor introspect tokens.
 */
export async function startLaserficheServer(options: LaserficheServerOptions = {}): Promise<LaserficheServerEmulator> {
  const { repositoryId = "Human Resources", lifetime = 900 } = options;
  const { users = { "EXAMPLE\\svc-reports": randomBytes(24).toString("base64url") } } = options;
  const tokens = new TokenStore<string>();
  const state: LaserficheState<LaserficheServerControls> = {
    misspeltLifetime: false,
    repeatTokens: false,
    lockAccount: false,
    accessDenied: false,
    repositoryList: false,
  };

  const answerToken: Handler = (request) => {
    if (request.mediaType !== "application/x-www-form-urlencoded") {
      return replies.problem(request, 400, "The request must be application/x-www-form-urlencoded.");
    }
    const form = request.form();
    if (form.get("grant_type") !== "password") return replies.problem(request, 400, "grant_type must be password.");
    if (request.params.repositoryId !== repositoryId) {
      return replies.problem(request, 404, replies.repositoryNotFound(request.params.repositoryId ?? ""));
    }
    const username = form.get("username") ?? "";
    const known = Object.hasOwn(users, username) && users[username] === form.get("password");
    if (!known || state.lockAccount) return replies.problem(request, 401, "The username or password is incorrect.");
    const { issued, seconds } = issue(state, tokens, username, lifetime);
    const name = state.misspeltLifetime ? "expire_in" : "expires_in";
    const named = seconds === null ? {} : { [name]: seconds };
    return { body: { access_token: issued.token, token_type: "bearer", ...named } };
  };

  const protect =
    (answer: Handler): Handler =>
    (request) => {
      if (tokens.find(request.bearer()) === undefined || state.lockAccount) {
        return replies.problem(request, 401, replies.invalidToken);
      }
      if (state.accessDenied) return replies.problem(request, 403, replies.accessDenied);
      return request.params.repositoryId === repositoryId
        ? answer(request)
        : replies.problem(request, 404, replies.repositoryNotFound(request.params.repositoryId ?? ""));
    };

  const list: Handler = (request) =>
    state.repositoryList
      ? replies.repositories(version(request.path), repositoryId, `${request.origin}/laserfiche`)
      : replies.problem(request, 404, "Not found.");

  const routes = Object.fromEntries(
    ["v1", "v2"].flatMap((version): [string, Handler][] => {
      const base = `/LFRepositoryAPI/${version}/Repositories`;
      return [
        [`GET ${base}`, list],
        [`POST ${base}/{repositoryId}/Token`, answerToken],
        [`GET ${base}/{repositoryId}/Entries/1`, protect(replies.rootEntry)],
        [`GET ${base}/{repositoryId}/AuditReasons`, protect(replies.auditReasons)],
        ...(version === "v2"
          ? [[`GET ${base}/{repositoryId}/SessionRights`, protect(replies.sessionRights)] as [string, Handler]]
          : []),
      ];
    }),
  );

  const emulator = await startEmulator<LaserficheServerControls>(
    {
      routes,
      otherwise: (request) => replies.problem(request, 404, "Not found."),
      controls: controls(state, tokens, { misspeltLifetime: z.boolean(), repositoryList: z.boolean() }),
    },
    options,
  );
  const [username = "", password = ""] = Object.entries(users)[0] ?? [];
  const endpoint = `${emulator.endpoint}/LFRepositoryAPI`;
  return { ...emulator, credentials: { endpoint, repositoryId, username, password } };
}

function version(path: string): string {
  return path.split("/")[2] ?? "";
}
