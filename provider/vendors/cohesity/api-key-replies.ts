import type { HeldToken, IssuedToken, ListedToken, Observation } from "../../contract/token";
import { textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";
import { type ApiKeyOperation, type Key, lacksKey } from "./api-key-requests";

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}

/**
 * Returns the time of a key's last rotation, if the reply names it. If it differs from the time in state, someone else
 * rotated the key.
 */
export function rotationIn({ json }: Pick<HttpReply, "json">): { lastRotatedTimeMsecs?: number } {
  const lastRotatedTimeMsecs = numberOf(json?.lastRotatedTimeMsecs);
  return lastRotatedTimeMsecs === undefined ? {} : { lastRotatedTimeMsecs };
}

/** Returns a key that was just created, with its secret. */
export function issuedKey(
  operation: ApiKeyOperation,
  reply: HttpReply,
  owner: string,
  name: string,
  end: number | undefined,
): IssuedToken {
  const { apiKey, createdByUserSid, expiryTimeMsecs, id } = reply.json ?? {};
  const [accessToken, keyId] = [textOf(apiKey), textOf(id)];
  if (accessToken === undefined || keyId === undefined) throw lacksKey(operation, reply);
  return {
    accessToken,
    id: keyId,
    issuedAt: operation.now,
    expiresAt: numberOf(expiryTimeMsecs) ?? end,
    outputs: { listedName: name, ownerSid: owner, createdByUserSid: textOf(createdByUserSid), ...rotationIn(reply) },
  };
}

/** Returns an entry of an owner's list. */
export function listedKey(key: Key, ownerSid: string): ListedToken {
  const { createdByUserSid, createdTimeMsecs, expiryTimeMsecs, id, name } = key;
  return {
    id: String(id),
    name: textOf(name) ?? "",
    issuedAt: numberOf(createdTimeMsecs),
    expiresAt: numberOf(expiryTimeMsecs),
    outputs: { ownerSid, createdByUserSid },
  };
}

/** Returns what the vendor's entry for the key in state says about it. */
export function observed(operation: ApiKeyOperation, { state }: HeldToken, key: Key, owner: string): Observation {
  const { createdByUserSid, createdTimeMsecs, expiryTimeMsecs, isActive, isExpired, name } = key;
  const rotation = rotationIn({ json: key });
  const known = numberOf(state.lastRotatedTimeMsecs);
  // If the reply to our own rotation named no time, that rotation looks the same as someone else's.
  const isComparable = state.issuedAt !== undefined && (known !== undefined || state.renewedAt === undefined);
  const isRotated = isComparable && rotation.lastRotatedTimeMsecs !== known;
  const isDeactivated = isActive === false && operation.args.isActive !== false;
  return {
    accepted: isExpired !== true && !isDeactivated && !isRotated,
    issuedAt: numberOf(createdTimeMsecs),
    expiresAt: numberOf(expiryTimeMsecs),
    outputs: { listedName: textOf(name), ownerSid: owner, createdByUserSid: textOf(createdByUserSid), ...rotation },
  };
}
