import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import { TokenStore } from "../emulator/token-store";
import type { CohesityAccounts, CohesityLogin, CohesityPrincipal } from "./accounts";
import { type CohesityKeyRequest, CohesityKeys, keyRequest } from "./api-keys";
import { failure, invalid, notPrivileged, tokenReply, unauthorized } from "./replies";

/** The settings that every Cohesity system has. */
export interface CohesitySwitches {
  /** Seconds that the next bearer token lives. */
  nextLifetime: number;
  /** Returns the same valid token to the same user again. */
  repeatTokens: boolean;
  /** Issues no bearer tokens, as a cluster with session management enabled. */
  sessionManagement: boolean;
  /** Answers every credential with 403 when it requests the cluster. */
  insufficientPrivilege: boolean;
}

const sidPattern = /^S-\d-(\d+-){1,14}\d+$/;

/** A system with users, bearer tokens and API keys: a cluster, or Helios itself. */
export class CohesitySystem {
  readonly keys = new CohesityKeys();
  private readonly tokens = new TokenStore<CohesityPrincipal>();
  /** The expiry of each issued token, including expired ones. */
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly accounts: CohesityAccounts,
    private readonly lifetime: number,
    private readonly switches: Partial<CohesitySwitches>,
    /** Keys of another system that this one accepts too. */
    private readonly outerKeys?: CohesityKeys,
  ) {}

  /** Creates an API key that does not expire, like an administrator's first key, and returns its secret. */
  adminKey({ sid }: CohesityPrincipal): string {
    return this.keys.create(sid, sid, { name: "admin" }).apiKey;
  }

  /** Issues a bearer token. Ignores credentials in the request's headers. */
  issue(request: EmulatorRequest, login: CohesityLogin | string): Reply {
    if (typeof login === "string") return invalid(request, login);
    if (this.switches.sessionManagement) return invalid(request, "Access denied");
    const principal = this.accounts.login(login);
    if (principal === "incomplete") return invalid(request, "Please specify the mandatory parameters.");
    if (principal === "invalid") return invalid(request, "Invalid Username or Password");
    const live = this.switches.repeatTokens ? this.tokens.findLast(({ sid }) => sid === principal.sid) : undefined;
    if (live !== undefined) return tokenReply(live.token);
    const { nextLifetime = this.lifetime } = this.switches;
    delete this.switches.nextLifetime;
    const { expiresAt, token } = this.tokens.issue(principal, nextLifetime);
    this.ends.set(token, expiresAt);
    return tokenReply(token);
  }

  /** Answers a request with a valid API key or bearer token. If both are sent, only the API key counts. */
  protect(request: EmulatorRequest, answer: (caller: CohesityPrincipal) => Reply): Reply {
    const apiKey = request.header("apikey");
    if (apiKey !== undefined) {
      const sid = this.keys.ownerOf(apiKey) ?? this.outerKeys?.ownerOf(apiKey);
      const owner = this.accounts.withSid(sid ?? "");
      return owner === undefined ? unauthorized(request, "Authentication failed: Invalid API Key") : answer(owner);
    }
    const bearer = request.bearer();
    const nothing = "Authentication failed: Neither session cookie nor token is present in the request";
    if (bearer === undefined) return unauthorized(request, nothing);
    const issued = this.tokens.find(bearer);
    if (issued !== undefined) return answer(issued.grant);
    const isExpired = (this.ends.get(bearer) ?? Number.POSITIVE_INFINITY) <= Date.now();
    return unauthorized(request, isExpired ? "Token expired" : "The access token is invalid.");
  }

  /** Returns the reply if the caller may view the cluster, else a 403. */
  viewed(request: EmulatorRequest, reply: () => Reply): Reply {
    return this.switches.insufficientPrivilege ? notPrivileged(request) : reply();
  }

  createKey(request: EmulatorRequest, caller: CohesityPrincipal): Reply {
    return this.withOwner(request, (sid) =>
      withKeyRequest(request, (asked) => ({ status: 201, body: this.keys.create(sid, caller.sid, asked) })),
    );
  }

  /** Returns the keys of one user, or all that the caller may see, filtered by the query. */
  listKeys(request: EmulatorRequest, caller: CohesityPrincipal): Reply {
    const list = (sid?: string): Reply => {
      const { query } = request;
      const [ids, isActive, isExpired] = [query.get("ids"), query.get("isActive"), query.get("isExpired")];
      const apiKeys = this.keys
        .list(caller, sid)
        .filter((key) => ids === null || ids.split(",").includes(key.id))
        .filter((key) => isActive === null || String(key.isActive) === isActive)
        .filter((key) => isExpired === null || String(key.isExpired) === isExpired);
      return { body: { apiKeys } };
    };
    return request.params.sid === undefined ? list() : this.withOwner(request, list);
  }

  readKey(request: EmulatorRequest, caller: CohesityPrincipal): Reply {
    return this.withKey(request, caller, () => {
      const { id = "", sid = "" } = request.params;
      return { body: this.keys.find(caller, sid, id) };
    });
  }

  updateKey(request: EmulatorRequest, caller: CohesityPrincipal): Reply {
    return this.withKey(request, caller, (id) =>
      withKeyRequest(request, (asked) => ({ body: this.keys.update(id, asked) })),
    );
  }

  rotateKey(request: EmulatorRequest, caller: CohesityPrincipal): Reply {
    return this.withKey(request, caller, (id) => ({ body: this.keys.rotate(id) }));
  }

  deleteKey(request: EmulatorRequest, caller: CohesityPrincipal): Reply {
    return this.withKey(request, caller, (id) => {
      this.keys.delete(id);
      return { status: 204 };
    });
  }

  /** Stops accepting a token or key, given as it is or as its hash from the log. Throws if there is no such secret. */
  revoke(secretOrHash: string): void {
    if (!this.keys.revoke(secretOrHash)) this.tokens.revoke(secretOrHash);
  }

  private withOwner(request: EmulatorRequest, answer: (sid: string) => Reply): Reply {
    const { sid = "" } = request.params;
    if (!sidPattern.test(sid)) return invalid(request, "Invalid user SID.");
    return this.accounts.withSid(sid) === undefined
      ? failure(request, 404, "KEntityNotExist", "The user does not exist.")
      : answer(sid);
  }

  private withKey(request: EmulatorRequest, caller: CohesityPrincipal, answer: (id: string) => Reply): Reply {
    const { id = "" } = request.params;
    return this.withOwner(request, (sid) =>
      this.keys.find(caller, sid, id) === undefined
        ? failure(request, 404, "KEntityNotExist", "API Key does not exist")
        : answer(id),
    );
  }
}

function withKeyRequest(request: EmulatorRequest, answer: (asked: CohesityKeyRequest) => Reply): Reply {
  const asked = keyRequest(request.json());
  return typeof asked === "string" ? invalid(request, asked) : answer(asked);
}
