import { endToAsk } from "../../arguments/end";
import { type ChangedToken, type HeldToken, type Owed, PartialChange } from "../../contract/token";
import { TokenError } from "../../messages/errors";
import { rememberSecret } from "../../messages/redaction";
import { textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";
import { nameOf } from "./api-key-names";
import { numberOf, rotationIn } from "./api-key-replies";
import { type ApiKeyOperation, ask, isGone, keyIn, lacksKey, ownerOf, pathOf, refusal } from "./api-key-requests";

/** The step that is left if a key was rotated and did not get its new expiry time. */
const expiry = "expiry";

/**
 * Rotates a key if it is due, then sets its name, expiry time and activity. If only the second step is left from an
 * earlier run, it does only that.
 */
export async function changeKey(operation: ApiKeyOperation, token: HeldToken, owed: Owed): Promise<ChangedToken> {
  const { args, now } = operation;
  const isRest = token.state.unfinished === expiry;
  const rotated = owed.renewal && !isRest ? await rotate(operation, token) : undefined;
  const start = rotated === undefined ? Date.parse(String(token.state.renewedAt ?? token.state.issuedAt)) : now;
  const setsEnd = rotated !== undefined || isRest || owed.changes.includes("expiryTime");
  try {
    const end = setsEnd ? endToAsk("expiryTime", args.expiryTime, start, now) : await currentEnd(operation, token);
    const name = owed.changes.includes("name")
      ? nameOf(operation)
      : (textOf(token.state.listedName) ?? nameOf(operation));
    const json = { name, isActive: args.isActive ?? true, expiryTimeMsecs: end ?? null };
    const reply = await ask(operation, "PUT", pathOf(ownerOf(operation, token), token.id), { json });
    if (reply.status !== 200) throw await notChanged(operation, token, reply);
    const named = numberOf(keyIn(operation, reply, token.id).expiryTimeMsecs) ?? end;
    const assumed = args.assumedLifetime === undefined ? null : start + args.assumedLifetime;
    return {
      ...rotated,
      expiresAt: named ?? (setsEnd ? assumed : undefined),
      outputs: { ...rotated?.outputs, ...rotationIn(reply), listedName: name },
    };
  } catch (error) {
    if (rotated === undefined || !(error instanceof Error)) throw error;
    const cause = error instanceof PartialChange ? error.cause : error;
    const changed = { ...rotated, ...(error instanceof PartialChange ? error.changed : {}), unfinished: expiry };
    throw new PartialChange(
      withText(cause, "The key was rotated, but its new expiry time is not set yet: run again."),
      changed,
    );
  }
}

async function rotate(operation: ApiKeyOperation, token: HeldToken): Promise<ChangedToken> {
  try {
    const reply = await ask(operation, "POST", `${pathOf(ownerOf(operation, token), token.id)}/rotate`);
    if (reply.status !== 200) throw await notChanged(operation, token, reply);
    const accessToken = textOf(reply.json?.apiKey);
    if (accessToken === undefined) throw lacksKey(operation, reply);
    rememberSecret(accessToken);
    const expiresAt = numberOf(reply.json?.expiryTimeMsecs);
    return { accessToken, renewed: true, expiresAt, outputs: rotationIn(reply) };
  } catch (error) {
    const isLost = error instanceof TokenError && error.code === "REPLY_LOST";
    throw isLost
      ? withText(error, "If the key was rotated, the one in state no longer works: run again to rotate it once more.")
      : error;
  }
}

/**
 * Returns the key's current expiry time from the vendor. An update must repeat it: an update without it would remove
 * it.
 */
async function currentEnd(operation: ApiKeyOperation, token: HeldToken): Promise<number | undefined> {
  const reply = await ask(operation, "GET", pathOf(ownerOf(operation, token), token.id));
  if (reply.status !== 200) throw await notChanged(operation, token, reply);
  return numberOf(keyIn(operation, reply, token.id).expiryTimeMsecs);
}

async function notChanged(operation: ApiKeyOperation, token: HeldToken, reply: HttpReply): Promise<Error> {
  const error = refusal(operation, reply);
  if (!(await isGone(operation, token, reply))) return error;
  return new PartialChange(withText(error, "The key was deleted: the next run replaces it."), { accepted: false });
}

function withText(error: Error, text: string): Error {
  return error instanceof TokenError ? new TokenError(error.code, `${error.message} ${text}`) : error;
}
