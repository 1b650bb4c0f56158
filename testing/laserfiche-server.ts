import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Controls, control } from "./control";
import { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
import * as replies from "./laserfiche-replies";
import type { Handler } from "./routes";
import { secondsLeft, TokenStore } from "./token-store";

/** How the emulator of a self-hosted Laserfiche API Server starts. */
export interface LaserficheServerOptions extends EmulatorOptions {
  /** @default "Human Resources" */
  repositoryId?: string;
  /** Passwords by username. @default one Windows account, `EXAMPLE\svc-reports` */
  users?: Readonly<Record<string, string>>;
  /** Seconds that a token lives. @default 900 */
  lifetime?: number;
}

/** What a test may set at the emulator of a self-hosted Laserfiche API Server. */
export interface LaserficheServerControls {
  /** No longer accepts a token, given itself or as its hash from the log: as where its session was idle too long. */
  revoke: { token: string };
  /** Seconds that the next token lives; `null` leaves its lifetime out of the reply. */
  nextLifetime: number | null;
  /** Writes the lifetime as `expire_in`, as the vendor's own schema does. */
  misspeltLifetime: boolean;
  /** Gives the token that still lives to whoever asks for the same again. */
  repeatTokens: boolean;
  /** Answers every credential and token with 401. */
  lockAccount: boolean;
  /** Answers 403 to every token. */
  accessDenied: boolean;
  /** Answers the list of repositories to everyone, with whatever token, or with none. */
  repositoryList: boolean;
}

/** The credential set of the group `laserficheServer`. */
export interface LaserficheServerCredentials {
  endpoint: string;
  repositoryId: string;
  username: string;
  password: string;
}

/** A self-hosted Laserfiche API Server, v1 and v2, as far as access tokens go. */
export interface LaserficheServerEmulator extends Emulator<LaserficheServerControls> {
  readonly credentials: LaserficheServerCredentials;
}

type State = Omit<LaserficheServerControls, "revoke" | "nextLifetime"> & { nextLifetime?: number | null };

/**
 * Starts an emulator of a self-hosted Laserfiche API Server: `POST .../Repositories/{id}/Token` by the password grant,
 * and `GET .../Entries/1`, `GET .../AuditReasons` and (v2) `GET .../SessionRights`, which want its tokens. The API has
 * no refresh, no revocation and no introspection.
 */
export async function startLaserficheServer(options: LaserficheServerOptions = {}): Promise<LaserficheServerEmulator> {
  const { repositoryId = "Human Resources", lifetime = 900 } = options;
  const { users = { "EXAMPLE\\svc-reports": randomBytes(24).toString("base64url") } } = options;
  const tokens = new TokenStore<string>();
  const state: State = {
    misspeltLifetime: false,
    repeatTokens: false,
    lockAccount: false,
    accessDenied: false,
    repositoryList: false,
  };

  const issue: Handler = (request) => {
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
    const live = state.repeatTokens ? tokens.findLast((each) => each === username) : undefined;
    const { nextLifetime = lifetime } = state;
    if (live === undefined) delete state.nextLifetime;
    const issued = live ?? tokens.issue(username, nextLifetime ?? lifetime);
    const seconds = live === undefined ? nextLifetime : secondsLeft(live);
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
        [`POST ${base}/{repositoryId}/Token`, issue],
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
      controls: controls(state, tokens),
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

function controls(state: State, tokens: TokenStore<string>) {
  const set = <K extends keyof State>(key: K, schema: z.ZodType<State[K]>) =>
    control(schema, (value) => {
      state[key] = value;
    });
  return {
    revoke: control(z.strictObject({ token: z.string() }), ({ token }) => tokens.revoke(token)),
    nextLifetime: set("nextLifetime", z.number().int().positive().nullable()),
    misspeltLifetime: set("misspeltLifetime", z.boolean()),
    repeatTokens: set("repeatTokens", z.boolean()),
    lockAccount: set("lockAccount", z.boolean()),
    accessDenied: set("accessDenied", z.boolean()),
    repositoryList: set("repositoryList", z.boolean()),
  } satisfies Record<keyof LaserficheServerControls, Controls[string]>;
}
