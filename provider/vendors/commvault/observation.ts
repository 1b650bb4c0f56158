import type { HeldToken, Observation } from "../../contract/token";
import { strayWarnings } from "../../leftovers/warnings";
import { TokenError } from "../../messages/errors";
import type { CommvaultOperation } from "./exchange";
import { dateOf } from "./issue";
import { confirmGone, find, isTaken, type Listed, list, listedToken } from "./listing";
import { isForConsumer, isRenewable } from "./request";

/**
 * Looks for a token in the list of its user's tokens.
 *
 * @throws TokenError `REQUEST_REFUSED` if the list does not show whether the token exists
 */
export async function introspect(operation: CommvaultOperation, token: HeldToken): Promise<Observation> {
  const { args, credential, once } = operation;
  const isAdopted = token.state.accessToken === undefined;
  const owner = token.state.ownerId ?? args.userId;
  // One list serves all tokens of an owner. A token to adopt may be younger than that list.
  const entries = isAdopted
    ? await list(operation, owner)
    : await once(`list of ${credential} ${owner}`, () => list(operation, owner));
  const entry = find(entries, token);
  if (entry === undefined) {
    await confirmGone(operation, token);
    return { accepted: false };
  }
  return isAdopted ? adopted(operation, token, entry) : observed(operation, token, entry, entries);
}

/** Returns what the list says about a token in it. */
function observed(
  operation: CommvaultOperation,
  token: HeldToken,
  entry: Listed,
  entries: readonly Listed[],
): Observation {
  const warnings = strayWarnings(operation, entries.map(listedToken), { ...token, id: entry.id }, token.state);
  const ended = endOfPair(operation, token.state, entry);
  if (ended !== undefined) warnings.push(ended);
  return { accepted: ended === undefined, warnings };
}

/** Returns why a listed pair no longer works for its user, or `undefined` if it works. */
function endOfPair({ args, now }: CommvaultOperation, state: HeldToken["state"], entry: Listed): string | undefined {
  const { expiresAt } = entry;
  if (!isRenewable(args) || expiresAt === undefined) return undefined;
  if (!isForConsumer(args)) {
    const known = Date.parse(String(state.expiresAt));
    if (Number.isNaN(known) || known === expiresAt) return undefined;
    return `the vendor lists ${dateOf(expiresAt)} as the end of the token, but it was issued until ${dateOf(known)}: someone renewed the pair, so the token in state no longer works`;
  }
  // How long a refresh token outlives its access token, according to the reply that issued the first pair.
  const outlives = Date.parse(String(state.refreshTokenExpiresAt)) - Date.parse(String(state.accessTokenExpiresAt));
  if (Number.isNaN(outlives) || expiresAt + outlives > now) return undefined;
  return `the consumer last renewed the token until ${dateOf(expiresAt)}, and its refresh token has expired since then`;
}

/**
 * Observes a token to adopt. The arguments must match it, because later changes are compared with them.
 *
 * @throws TokenError `REQUEST_REFUSED` if the arguments do not match the token
 */
async function adopted(operation: CommvaultOperation, { accessToken }: HeldToken, entry: Listed): Promise<Observation> {
  const { accessTokenType = "ALL", apiEndpoints } = operation.args;
  const [is, asked] = [entry.type, accessTokenType].map((type) => (type === "DEFAULT" ? "ALL" : type));
  if (is !== undefined && is !== asked) {
    throw new TokenError("REQUEST_REFUSED", `the token to adopt has the type ${is}, but accessTokenType is ${asked}.`);
  }
  if (entry.apiEndpoints !== undefined && entry.apiEndpoints.join(" ") !== (apiEndpoints ?? []).join(" ")) {
    throw new TokenError(
      "REQUEST_REFUSED",
      `the token to adopt has the apiEndpoints ${entry.apiEndpoints.join(", ")}: give these.`,
    );
  }
  const isPair = isRenewable(operation.args);
  const forConsumer = isForConsumer(operation.args);
  const taken = await isTaken(operation, accessToken);
  const unsure =
    "the token itself could not be verified, because its scope does not include /V2/WhoAmI; its id is in the list";
  return {
    accepted: taken !== false,
    warnings: taken === undefined ? [unsure] : [],
    // The creation time of a pair says nothing about its current access token.
    issuedAt: isPair && !forConsumer ? undefined : entry.createdAt,
    expiresAt: forConsumer ? entry.renewableUntil : entry.expiresAt,
    outputs: {
      listedName: entry.name,
      ownerId: entry.ownerId,
      accessTokenExpiresAt: forConsumer ? dateOf(entry.expiresAt) : undefined,
    },
  };
}
