import type { HeldToken } from "../../contract/token";
import { markedName } from "../../leftovers/marker";
import { strayWarnings } from "../../leftovers/warnings";
import { SettledLoss, TokenError } from "../../messages/errors";
import { listedKey } from "./api-key-replies";
import { type ApiKeyOperation, ask, keysOf, pathOf, refusal, titleOf } from "./api-key-requests";
import { routingHeaders } from "./helios-routing";

/**
 * Returns the name that the vendor lists: the name in the arguments, this resource's mark, and a part that is unique to
 * the key.
 */
export function nameOf(operation: ApiKeyOperation): string {
  return markedName(operation.args.name ?? "pulumi", operation);
}

/** Returns warnings about keys with this resource's mark that are not the key in state. */
export async function strays(operation: ApiKeyOperation, owner: string, token: HeldToken): Promise<readonly string[]> {
  const { args, credential, once } = operation;
  const where = JSON.stringify([routingHeaders(args), owner]);
  // One list serves all keys of an owner. These are only warnings, so a list that fails does not fail the operation.
  const keys = await once(`keys of ${credential} ${where}`, () => keysOf(operation, owner)).catch(() => []);
  return strayWarnings(
    operation,
    keys.map((key) => listedKey(key, owner)),
    token,
    token.state,
  );
}

/**
 * Finds the key of a lost reply by its name, which no other key has, and deletes it. Returns the error that says what
 * happened to the key.
 */
export async function settled(
  operation: ApiKeyOperation,
  owner: string,
  name: string,
  error: TokenError,
): Promise<TokenError> {
  const lost = (what: string) =>
    new TokenError("REPLY_LOST", `${error.message} ${what} ${deletion(operation, owner)}.`);
  try {
    const found = (await keysOf(operation, owner)).filter((key) => key.name === name);
    for (const { id } of found) {
      const reply = await ask(operation, "DELETE", pathOf(owner, String(id)));
      if (reply.status !== 204 && reply.status !== 404) throw refusal(operation, reply);
    }
    // The request may still be on its way, so an empty list proves nothing.
    if (found.length === 0) return lost(`No key named "${name}" is listed; it may still appear.`);
    return new SettledLoss(`${error.message} The key "${name}" that it issued was found and deleted. Run again.`);
  } catch (failure) {
    return lost(`The key, if one was issued, is named "${name}"; it was not deleted: ${(failure as Error).message}`);
  }
}

/** Returns the text that tells you how to delete a key by hand. */
function deletion(operation: ApiKeyOperation, owner: string): string {
  return `Delete it in the user interface of ${titleOf(operation)} (Settings, Access Management, API Keys), or by DELETE ${pathOf(owner)}/{id}`;
}
