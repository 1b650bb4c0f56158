import { isDeepStrictEqual } from "node:util";
import { type ChangedToken, type HeldToken, type Owed, PartialChange } from "../../contract/token";
import { TokenError } from "../../messages/errors";
import { rfc3339 } from "../../policy/rfc3339";
import type { HttpReply } from "../../transport/message";
import { callerOf } from "./caller";
import type { CommvaultOperation } from "./exchange";
import { recordOf, refusal, succeeded, title } from "./fault";
import { byAccessToken, confirmGone, find, type Listed, list, listed } from "./listing";
import { endFields, isForConsumer, isRenewable, type UpdateBody, updateBody } from "./request";

/** Changes a token in place. Then, if that is due, extends the time in which its consumer may renew it. */
export async function change(operation: CommvaultOperation, token: HeldToken, owed: Owed): Promise<ChangedToken> {
  const { args, now } = operation;
  const wanted = updateBody(operation, owed.changes);
  const isChange = Object.keys(wanted).length > 0;
  const changed = isChange ? asChanged(operation, wanted, await update(operation, token, wanted)) : {};
  if (!owed.renewal || !isForConsumer(args) || wanted.renewableUntilTimestamp !== undefined) return changed;
  try {
    return { ...changed, ...(await extend(operation, token, endFields(args, now))) };
  } catch (error) {
    throw error instanceof PartialChange ? error : new PartialChange(error as Error, changed);
  }
}

/**
 * Updates a token, and compares the list with the wanted values. The reply says little, and it is not documented what
 * the server does with fields that are left out.
 */
async function update(operation: CommvaultOperation, token: HeldToken, wanted: UpdateBody): Promise<Listed> {
  const { apiEndpoints } = operation.args;
  let { entry, reply } = await put(operation, token, wanted);
  if (succeeded(reply) && contradicts(entry, wanted, apiEndpoints)) {
    ({ entry, reply } = await put(operation, token, { ...wanted, ...(apiEndpoints && { apiEndpoints }) }));
  }
  // A refusal may answer a second try, after the first one succeeded and its reply was lost.
  if (succeeded(reply) ? !contradicts(entry, wanted, apiEndpoints) : isAsWanted(entry, wanted)) return entry;
  if (!succeeded(reply)) throw refusal(reply, byAccessToken(operation));
  throw new TokenError(
    "REPLY_LOST",
    `${title} answered ${reply.status} to the change, but still lists the token with another name or other apiEndpoints.`,
  );
}

/**
 * Sends an update, and returns its reply with the token's entry in the list.
 *
 * @throws PartialChange if the token no longer exists
 */
async function put(
  operation: CommvaultOperation,
  token: HeldToken,
  wanted: UpdateBody,
): Promise<{ reply: HttpReply; entry: Listed }> {
  const call = callerOf(operation);
  const send = async (id: string) => {
    const path = `/V4/AccessToken/${encodeURIComponent(id)}`;
    const reply = await call({ method: "PUT", path, json: wanted, idempotent: true });
    if (!succeeded(reply) && ![200, 400, 404].includes(reply.status)) throw refusal(reply, byAccessToken(operation));
    return reply;
  };
  const reply = await send(token.id);
  const entry = find(await list(operation, token.state.ownerId), token);
  if (entry === undefined) {
    await confirmGone(operation, token);
    const gone = `${title} no longer has token ${token.id}: it was revoked. The next run issues a new one.`;
    throw new PartialChange(new TokenError("REQUEST_REFUSED", gone), { accepted: false });
  }
  if (entry.id === token.id) return { reply, entry: { ...entry, ...toldOf(reply, entry) } };
  const again = await send(entry.id);
  const found = find(await list(operation, token.state.ownerId), { id: entry.id, state: {} }) ?? entry;
  return { reply: again, entry: { ...found, ...toldOf(again, found) } };
}

/** Takes expiry times from the reply to an update if the list does not have them. */
function toldOf(
  { json }: HttpReply,
  { expiresAt, renewableUntil }: Listed,
): Pick<Listed, "expiresAt" | "renewableUntil"> {
  const told = listed(recordOf(json?.tokenInfo));
  return { expiresAt: expiresAt ?? told.expiresAt, renewableUntil: renewableUntil ?? told.renewableUntil };
}

/** Whether the list differs from the wanted values. A field that the list does not have is no difference. */
function contradicts({ apiEndpoints, name }: Listed, wanted: UpdateBody, scope: readonly string[] = []): boolean {
  const otherScope = apiEndpoints !== undefined && !isDeepStrictEqual(apiEndpoints, scope);
  return otherScope || (wanted.tokenName !== undefined && name !== undefined && name !== wanted.tokenName);
}

/** Whether the list confirms all wanted values. */
function isAsWanted({ apiEndpoints, expiresAt, name, renewableUntil }: Listed, wanted: UpdateBody): boolean {
  const has = {
    tokenName: name,
    apiEndpoints,
    renewableUntilTimestamp: (renewableUntil ?? 0) / 1000,
    tokenExpiryTimestamp: (expiresAt ?? 0) / 1000,
    allowedIPs: undefined,
  };
  return Object.entries(wanted).every(([field, value]) => isDeepStrictEqual(has[field as keyof UpdateBody], value));
}

function asChanged({ args }: CommvaultOperation, wanted: UpdateBody, entry: Listed): ChangedToken {
  const outputs = wanted.tokenName === undefined ? {} : { listedName: wanted.tokenName };
  const asked = wanted.renewableUntilTimestamp ?? wanted.tokenExpiryTimestamp;
  if (asked === undefined) return { outputs };
  const given = isRenewable(args) ? entry.renewableUntil : entry.expiresAt;
  const warnings = endWarnings(asked * 1000, given);
  if (isRenewable(args) && !isForConsumer(args)) return { outputs, warnings };
  // A date ends the current lifetime; a duration starts a new one.
  const end = isRenewable(args) ? args.renewableUntil : args.tokenExpiry;
  const renewed = end === undefined || "lifetime" in end;
  return { outputs: { ...outputs, extensionRefused: undefined }, warnings, expiresAt: given ?? asked * 1000, renewed };
}

/** Returns a warning if the server set another expiry time than requested. */
export function endWarnings(asked: number, given: number | undefined): string[] {
  if (given === undefined || Math.abs(given - asked) < 60_000) return [];
  const [set, wanted] = [given, asked].map(rfc3339);
  return [`the server set the end to ${set} instead of ${wanted}`];
}

/**
 * Extends the time in which the token can be renewed. If the server does not move it, this does not throw: the token
 * stays valid, and is replaced when due.
 */
async function extend(operation: CommvaultOperation, token: HeldToken, wanted: UpdateBody): Promise<ChangedToken> {
  const { entry, reply } = await put(operation, token, wanted);
  const end = entry.renewableUntil;
  if (end !== undefined && end >= Date.parse(String(token.state.expiresAt)) + 1000) {
    const asked = (wanted.renewableUntilTimestamp ?? 0) * 1000;
    return { outputs: {}, renewed: true, expiresAt: end, warnings: endWarnings(asked, end) };
  }
  if (reply.json === undefined) throw refusal(reply, byAccessToken(operation));
  const why = succeeded(reply) ? "" : ` (${refusal(reply, false).message})`;
  const warning = `the server does not extend the time for which the token can be renewed${why}, so the next run replaces it`;
  return { outputs: { extensionRefused: true }, warnings: [warning] };
}
