import type { HeldToken, ListedToken } from "../../contract/token";
import { TokenError } from "../../messages/errors";
import { textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";
import { tokenTypes } from "./arguments";
import { callerOf } from "./caller";
import { type Call, type CommvaultOperation, exchange, tokenHeaders } from "./exchange";
import { listOf, recordOf, refusal, succeeded, title } from "./fault";

/** A token's entry in the list. Times are milliseconds since the epoch. */
export interface Listed {
  readonly id: string;
  readonly name: string | undefined;
  readonly ownerId: number | undefined;
  /** The vendor's name for its type. */
  readonly type: string | undefined;
  readonly createdAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly renewableUntil: number | undefined;
  readonly apiEndpoints: readonly string[] | undefined;
}

/** Returns the tokens of a user, or of the caller if you name no user. The API has no request for a single token. */
export async function list(operation: CommvaultOperation, ownerId: unknown): Promise<readonly Listed[]> {
  const user = typeof ownerId === "number" ? `?userId=${ownerId}` : "";
  const reply = await callerOf(operation)({ method: "GET", path: `/V4/AccessToken${user}`, idempotent: true });
  if (!succeeded(reply)) throw refusal(reply, byAccessToken(operation));
  return listOf(reply.json?.tokens).map((entry) => listed(recordOf(entry)));
}

/** Returns the tokens of all these owners. A pair expires at its last possible renewal. */
export async function listAll(
  operation: CommvaultOperation,
  states: readonly HeldToken["state"][],
): Promise<readonly ListedToken[]> {
  const owners = new Set(states.map(({ ownerId, userId }) => ownerId ?? userId));
  const entries: Listed[] = [];
  for (const owner of owners) entries.push(...(await list(operation, owner)));
  return entries.filter(({ id }) => id !== "undefined").map(listedToken);
}

export function listedToken(entry: Listed): ListedToken {
  const { createdAt, expiresAt, id, lastUsedAt, name = "", ownerId, renewableUntil } = entry;
  return {
    id,
    name,
    issuedAt: createdAt,
    lastUsedAt,
    expiresAt: expiresAt === undefined ? undefined : Math.max(expiresAt, renewableUntil ?? 0),
    outputs: { listedName: name, ownerId },
  };
}

/** Finds a token in the list: by its id, or by its exact name, because a renewal may give it another id. */
export function find(entries: readonly Listed[], { id, state }: Pick<HeldToken, "id" | "state">): Listed | undefined {
  const name = textOf(state.listedName);
  return (
    entries.find((entry) => entry.id === id) ?? ((name && entries.find((entry) => entry.name === name)) || undefined)
  );
}

export function listed(entry: Readonly<Record<string, unknown>>): Listed {
  const { accessTokenId, apiEndpoints, tokenName, tokenType, userId } = entry;
  return {
    id: String(accessTokenId),
    name: textOf(tokenName),
    ownerId: typeof userId === "number" ? userId : undefined,
    type: typeof tokenType === "number" ? tokenTypes[tokenType] : textOf(tokenType),
    createdAt: millisecondsOf(entry.createdTime),
    lastUsedAt: millisecondsOf(entry.lastUsedTime),
    expiresAt: millisecondsOf(entry.tokenExpiryTimestamp),
    renewableUntil: millisecondsOf(entry.renewableUntilTimestamp),
    apiEndpoints: Array.isArray(apiEndpoints) ? apiEndpoints.map(String).sort() : undefined,
  };
}

/** Converts seconds to milliseconds. The vendor sends 0 for no time. */
export function millisecondsOf(seconds: unknown): number | undefined {
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * Whether the server accepts a token, by a request with only the token. Returns `undefined` if the token's scope does
 * not include that request.
 *
 * @throws TokenError `REQUEST_REFUSED` if the answer does not show whether it does
 */
export async function isTaken(operation: CommvaultOperation, accessToken: string): Promise<boolean | undefined> {
  const { accessTokenType = "ALL", apiEndpoints = [], authHeader } = operation.args;
  const path = "/V2/WhoAmI";
  const asks =
    accessTokenType === "ALL" ||
    accessTokenType === "DEFAULT" ||
    (accessTokenType === "CUSTOM" &&
      apiEndpoints.some((prefix) => path.toLowerCase().startsWith(prefix.toLowerCase())));
  if (!asks) return undefined;
  const reply = await exchange(
    operation,
    { method: "GET", path, idempotent: true },
    tokenHeaders(accessToken, authHeader),
  );
  if (reply.status === 401) return false;
  if (succeeded(reply)) return true;
  throw refusal(reply, false);
}

/**
 * Checks that a token missing from the list is gone, and is not just invisible to this credential.
 *
 * @throws TokenError `REQUEST_REFUSED` if the server still accepts the token
 */
export async function confirmGone(operation: CommvaultOperation, { accessToken, id }: HeldToken): Promise<void> {
  if (accessToken === "" || !(await isTaken(operation, accessToken))) return;
  throw new TokenError(
    "REQUEST_REFUSED",
    `${title} does not list token ${id}, but still accepts it: this credential is not allowed to see the tokens of its user. Use one that is.`,
  );
}

export function byAccessToken({ args }: CommvaultOperation): boolean {
  return args.sessionToken === undefined && args.adminAccessToken !== undefined;
}

/** Deletes a token. Returns `undefined` if it was deleted, and the server's reply if not. */
export async function remove(call: Call, id: string): Promise<HttpReply | undefined> {
  const path = `/V4/AccessToken/${encodeURIComponent(id)}`;
  const reply = await call({ method: "DELETE", path, idempotent: true });
  return succeeded(reply) ? undefined : reply;
}
