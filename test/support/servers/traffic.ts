import type { EmulatorConnection, LoggedRequest } from "pulumi-access-tokens/testing";

const purposes: Record<string, string> = {
  "POST /token": "issue",
  "POST /token/revocation": "revoke",
  "POST /token/introspection": "introspect",
  "GET /resource": "use",
  "POST /v7/oauth2/token": "issue",
  "GET /v7/users/current": "introspect",
  "POST /irisservices/api/v1/public/accessTokens": "issue",
  "POST /v2/access-tokens": "issue",
  "POST /commandcenter/api/V4/AccessToken": "issue",
  "POST /repository/v1-alpha/Repositories/r-0a1b2c3d/AccessTokens/Create": "issue",
  "POST /repository/v1-alpha/Repositories/r-0a1b2c3d/AccessTokens/Refresh": "renew",
  "POST /repository/v1-alpha/Repositories/r-0a1b2c3d/AccessTokens/Invalidate": "revoke",
  "GET /repository/v1-alpha/Repositories/r-0a1b2c3d/AuditReasons": "introspect",
  "GET /repository/v1-alpha/Repositories/r-0a1b2c3d/Entries/1": "use",
  "POST /LFRepositoryAPI/v1/Repositories/Human%20Resources/Token": "issue",
  "GET /LFRepositoryAPI/v1/Repositories/Human%20Resources/Entries/1": "introspect",
  "GET /LFRepositoryAPI/v1/Repositories/Human%20Resources/AuditReasons": "use",
  "POST /oauth/Token": "issue",
  "GET /repository/v1/Repositories": "introspect",
  "GET /repository/v2/Repositories": "use",
};

/**
 * What a server was asked, from its own log, in words: `issue 1`, `use 1`, `revoke 1 by other`, `issue 401`. Tokens are
 * numbered in the order in which they were first seen; the client is named unless it is `reports`; a status is named
 * unless it is 200, and a reply that did not arrive is `lost`. Looking up the server's metadata is left out.
 */
export class Traffic {
  readonly #server: Pick<EmulatorConnection, "log" | "clearLog">;
  readonly #numbers = new Map<string, number>();

  constructor(server: Pick<EmulatorConnection, "log" | "clearLog">) {
    this.#server = server;
  }

  /** The requests since the last call. */
  async take(): Promise<string[]> {
    const log = await this.#server.log();
    await this.#server.clearLog();
    return log.filter(({ path }) => !path.startsWith("/.well-known/")).map((request) => this.#words(request));
  }

  /** The hash by which the log knows a token, from its number. */
  hash(number: number): string {
    const found = [...this.#numbers].find(([, each]) => each === number);
    if (found === undefined) throw new Error(`no token ${number} was seen`);
    return found[0];
  }

  #words(request: LoggedRequest): string {
    const { method, path, status, cut } = request;
    const purpose = purposes[`${method} ${path}`] ?? `${method} ${path}`;
    const token = tokenOf(request, purpose);
    const client = clientOf(request);
    return [
      purpose,
      ...(token === undefined ? [] : [this.#number(token)]),
      ...(client === undefined || client === "reports" ? [] : [`by ${client}`]),
      ...(cut === undefined ? (status === 200 ? [] : [status]) : ["lost"]),
    ].join(" ");
  }

  #number(token: string): number {
    const number = this.#numbers.get(token) ?? this.#numbers.size + 1;
    this.#numbers.set(token, number);
    return number;
  }
}

function tokenOf({ body, headers, replyTokens }: LoggedRequest, purpose: string): string | undefined {
  if (purpose === "issue") return replyTokens?.[0];
  const bearer = /^Bearer (sha256:\w+)$/.exec(headers.authorization ?? "")?.[1];
  return bearer ?? (body as { token?: string }).token;
}

/** The client that a request says it is from. */
function clientOf({ body, headers }: LoggedRequest): string | undefined {
  const basic = /^Basic (\S+):sha256:\w+$/.exec(headers.authorization ?? "")?.[1];
  return basic ?? (body as { client_id?: string }).client_id;
}
