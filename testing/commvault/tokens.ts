import { randomBytes, randomUUID } from "node:crypto";
import { secretHash } from "../emulator/redaction";

/** Token types. The index of a type is its number in the API. */
export const tokenTypes = ["DEFAULT", "MS_SCIM", "ALL", "CUSTOM", "OneTouch"] as const;

export type CommvaultTokenType = (typeof tokenTypes)[number];

/** An access token of the Commvault emulator. Times are in seconds since the epoch. */
export interface CommvaultToken {
  readonly id: number;
  readonly userId: number;
  readonly createdTime: number;
  name: string;
  type: CommvaultTokenType;
  accessToken: string;
  expiry: number | undefined;
  refreshToken?: string | undefined;
  refreshExpiry?: number | undefined;
  renewableUntil?: number | undefined;
  apiEndpoints?: readonly string[] | undefined;
  allowedIPs?: readonly string[] | undefined;
  lastUsedTime?: number;
  /** The refresh tokens of earlier pairs. */
  readonly spent: ReadonlySet<string>;
}

/** The fields of a new token. */
export type NewToken = Pick<
  CommvaultToken,
  "name" | "type" | "userId" | "expiry" | "renewableUntil" | "apiEndpoints" | "allowedIPs"
>;

/** The lifetime of a refresh token, in seconds. */
const refreshLifetime = 14 * 86_400;

/** The paths of the token types whose scope the vendor fixed. */
const fixedScopes: Partial<Record<CommvaultTokenType, readonly string[]>> = {
  OneTouch: ["/Client", "/MediaAgent", "/ClientGroup", "/V4/ServerGroup", "/FirewallSummary"],
  MS_SCIM: ["/SCIM"],
};

export function isRenewable(type: CommvaultTokenType): boolean {
  return type !== "MS_SCIM" && type !== "OneTouch";
}

export function inSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** The tokens of the Commvault emulator, and the token pairs that renew them. */
export class CommvaultTokens {
  #tokens: CommvaultToken[] = [];
  #lastId = 40;

  create(given: NewToken): CommvaultToken {
    const token: CommvaultToken = {
      ...given,
      ...newPair(given),
      id: ++this.#lastId,
      createdTime: inSeconds(),
      spent: new Set(),
    };
    this.#tokens.push(token);
    return token;
  }

  /** Returns the tokens of one user, including expired ones. */
  of(userId: number): CommvaultToken[] {
    return this.#tokens.filter((token) => token.userId === userId);
  }

  byId(id: number): CommvaultToken | undefined {
    return this.#tokens.find((token) => token.id === id);
  }

  /** Returns a token, given as the token or as its hash from the log. Throws if there is no such token. */
  bySecret(tokenOrHash: string): CommvaultToken {
    const found = this.#tokens.find(
      ({ accessToken }) => accessToken === tokenOrHash || secretHash(accessToken) === tokenOrHash,
    );
    if (found === undefined) throw new Error("no token like this was issued");
    return found;
  }

  /** Returns the token that authenticates a request, unless it has expired. */
  live(accessToken: string): CommvaultToken | undefined {
    const found = this.#tokens.find((token) => token.accessToken === accessToken);
    return found === undefined || (found.expiry ?? Number.POSITIVE_INFINITY) <= inSeconds() ? undefined : found;
  }

  delete(token: CommvaultToken): void {
    this.#tokens = this.#tokens.filter((each) => each !== token);
  }

  /**
   * Renews a pair. A refresh token works once: if one of an earlier pair is used again, the token and its renewed
   * successors are deleted.
   *
   * @param options `id` says whether the renewed token keeps its id; the vendor does not document this
   */
  renew(
    accessToken: string,
    refreshToken: string,
    options: { lifetime: number; id: "stable" | "new" },
  ): CommvaultToken | undefined {
    const replayed = this.#tokens.find(({ spent }) => spent.has(refreshToken));
    if (replayed !== undefined) this.delete(replayed);
    const token = this.#tokens.find((each) => each.accessToken === accessToken && each.refreshToken === refreshToken);
    const now = inSeconds();
    if (token === undefined || !isRenewable(token.type)) return undefined;
    if ((token.refreshExpiry ?? 0) <= now || (token.renewableUntil ?? 0) <= now) return undefined;
    const renewed: CommvaultToken = {
      ...token,
      ...newPair(token),
      expiry: now + options.lifetime,
      id: options.id === "new" ? ++this.#lastId : token.id,
      spent: new Set([...token.spent, refreshToken]),
    };
    this.#tokens = this.#tokens.map((each) => (each === token ? renewed : each));
    return renewed;
  }
}

function newPair({ type }: Pick<CommvaultToken, "type">) {
  const accessToken = randomBytes(48).toString("hex");
  if (!isRenewable(type)) return { accessToken };
  return { accessToken, refreshToken: randomUUID().toUpperCase(), refreshExpiry: inSeconds() + refreshLifetime };
}

/** Returns whether a token may be used for this path of the API. The entries of a scope are prefixes. */
export function admits({ apiEndpoints = [], type }: CommvaultToken, path: string): boolean {
  if (type === "ALL" || type === "DEFAULT") return true;
  const scope = fixedScopes[type] ?? apiEndpoints;
  return scope.some((prefix) => path.toLowerCase().startsWith(prefix.toLowerCase()));
}
