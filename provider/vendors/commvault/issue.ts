import type { IssuedToken } from "../../contract/token";
import { SettledLoss, TokenError } from "../../messages/errors";
import { rfc3339 } from "../../policy/rfc3339";
import { notConform, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";
import { callerOf } from "./caller";
import { endWarnings } from "./change";
import type { CommvaultOperation } from "./exchange";
import { faultIn, recordOf, refusal, title } from "./fault";
import { byAccessToken, type Listed, list, listed, millisecondsOf, remove } from "./listing";
import { createBody, isForConsumer, isRenewable } from "./request";

/** Issues a token. If the reply is lost, the token is found by its name, which no other token has, and revoked. */
export async function issue(operation: CommvaultOperation): Promise<IssuedToken> {
  const { args } = operation;
  const json = createBody(operation);
  const request = { method: "POST", path: "/V4/AccessToken", json, idempotent: false } as const;
  let reply: HttpReply;
  try {
    reply = await callerOf(operation)(request);
  } catch (error) {
    if (!(error instanceof TokenError) || error.code !== "REPLY_LOST") throw error;
    throw await settled(operation, json.tokenName, error);
  }
  const info = recordOf(reply.json?.tokenInfo);
  const accessToken = textOf(info.accessToken);
  if (accessToken === undefined) throw await withoutToken(operation, json.tokenName, reply);
  const entry = await completed(operation, listed(info), json.tokenName);
  const expiresAt = isForConsumer(args) ? entry.renewableUntil : entry.expiresAt;
  const asked = json.renewableUntilTimestamp ?? json.tokenExpiryTimestamp;
  const granted = isRenewable(args) ? entry.renewableUntil : entry.expiresAt;
  const fault = faultIn(reply);
  return {
    accessToken,
    id: entry.id,
    // The vendor counts in whole seconds. Without rounding, a lifetime of two hours would be a moment shorter.
    issuedAt: Math.floor(operation.now / 1000) * 1000,
    expiresAt,
    tokenType: entry.type,
    outputs: {
      listedName: entry.name ?? json.tokenName,
      ownerId: entry.ownerId,
      refreshToken: textOf(info.refreshToken),
      refreshTokenExpiresAt: dateOf(millisecondsOf(info.refreshTokenExpiryTimestamp)),
      accessTokenExpiresAt: isForConsumer(args) ? dateOf(entry.expiresAt) : undefined,
    },
    warnings: asked === undefined ? [] : endWarnings(asked * 1000, granted),
    unusable: fault && `it came with the error ${fault.code}${fault.message ? `: "${fault.message}"` : ""}`,
  };
}

export function dateOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : rfc3339(time);
}

/** Fills fields that the reply leaves out from the list. It never throws, so the token is not lost. */
async function completed(
  operation: CommvaultOperation,
  told: Listed,
  name: string,
): Promise<Omit<Listed, "id"> & { id: string | undefined }> {
  const id = told.id === "undefined" ? undefined : told.id;
  const end = isForConsumer(operation.args) ? told.renewableUntil : told.expiresAt;
  if (id !== undefined && end !== undefined) return told;
  const entries = await list(operation, operation.args.userId).catch(() => []);
  const entry = entries.find((each) => each.name === name);
  return {
    ...told,
    id: id ?? entry?.id,
    expiresAt: told.expiresAt ?? entry?.expiresAt,
    renewableUntil: told.renewableUntil ?? entry?.renewableUntil,
  };
}

/** Returns the error for a reply without a token: a refusal, unless a token may have been issued anyway. */
async function withoutToken(operation: CommvaultOperation, name: string, reply: HttpReply): Promise<TokenError> {
  const fault = faultIn(reply);
  const failure = refusal(reply, byAccessToken(operation));
  // No other token has this name, so an earlier try of the same request issued it.
  const isOwn = /token name already present/i.test(fault?.message ?? "");
  if (!isOwn && (fault !== undefined || reply.status >= 300) && reply.status < 450) return failure;
  const lost = reply.status < 300 && fault === undefined;
  const cause = lost ? notConform(title, reply, "there is no access token in the reply") : failure;
  return settled(operation, name, cause);
}

/**
 * Finds a token that a request may have issued by its exact name, and revokes it. Returns the error that says what
 * happened to the token.
 */
async function settled(operation: CommvaultOperation, name: string, cause: TokenError): Promise<TokenError> {
  let found: Listed | undefined;
  try {
    found = (await list(operation, operation.args.userId)).find((entry) => entry.name === name);
    if (found === undefined) {
      return cause.code === "REPLY_LOST"
        ? new TokenError(cause.code, `${cause.message} No token named ${name} is listed.`)
        : cause;
    }
    const reply = await remove(callerOf(operation), found.id);
    if (reply !== undefined) throw refusal(reply, byAccessToken(operation));
    return new SettledLoss(
      `${cause.message} The token that it issued (${found.id}, named ${name}) was found in the list and revoked, so nothing is left behind. Run again.`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return found === undefined
      ? new TokenError(
          "REPLY_LOST",
          `${cause.message} A token named ${name} may exist; this could not be checked: ${why}`,
        )
      : new TokenError(
          "REQUEST_REFUSED",
          `${cause.message} The token that it issued (${found.id}, named ${name}, ends ${dateOf(found.expiresAt)}) could not be revoked: ${why} Revoke it by hand.`,
        );
  }
}
