import { TokenError } from "../errors";
import type { HeldToken, Observation } from "../token";
import type { CommvaultOperation } from "./commvault-access";
import { dateOf } from "./commvault-issue";
import { confirmGone, find, isTaken, type Listed, list } from "./commvault-listing";
import { isForConsumer, isRenewable } from "./commvault-request";

/**
 * Looks a token up in the list of its user's tokens.
 *
 * @throws TokenError `REQUEST_REFUSED` where the list tells nothing about it.
 */
export async function introspect(operation: CommvaultOperation, token: HeldToken): Promise<Observation> {
  const { args } = operation;
  const isAdopted = token.state.accessToken === undefined;
  const entries = await list(operation, token.state.ownerId ?? args.userId);
  const entry = find(entries, token);
  if (entry === undefined) {
    await confirmGone(operation, token);
    return { accepted: false };
  }
  return isAdopted ? adopted(operation, token, entry) : observed(operation, token, entry, entries);
}

/** What there is to say of a token that is in the list. */
function observed(
  operation: CommvaultOperation,
  { id, state }: HeldToken,
  entry: Listed,
  entries: readonly Listed[],
): Observation {
  const { args, marker, now } = operation;
  const warnings: string[] = [];
  for (const { expiresAt = 0, id: stray, name = "" } of entries) {
    const isMarked = name.includes(`-${marker}-`) && name !== state.listedName && stray !== id && stray !== entry.id;
    if (!isMarked || expiresAt <= now) continue;
    warnings.push(
      `token ${stray} (${name}, ends ${dateOf(expiresAt)}) was issued for this resource and is in no state that is known ` +
        `here: its reply was lost, another stack has it, or it was left to lapse. It is left alone; to revoke it: ` +
        `npx pulumi-access-tokens status --orphans --revoke, or DELETE ${args.endpoint}/V4/AccessToken/${stray}`,
    );
  }
  const ended = endOfPair(operation, state, entry);
  if (ended !== undefined) warnings.push(ended);
  return { accepted: ended === undefined, warnings };
}

/** Why a pair that is still listed is of no use to whom it was issued for; `undefined` where it is. */
function endOfPair({ args, now }: CommvaultOperation, state: HeldToken["state"], entry: Listed): string | undefined {
  const { expiresAt } = entry;
  if (!isRenewable(args) || expiresAt === undefined) return undefined;
  if (!isForConsumer(args)) {
    const known = Date.parse(String(state.expiresAt));
    if (Number.isNaN(known) || known === expiresAt) return undefined;
    return `the vendor lists ${dateOf(expiresAt)} as the end of the token, and it was issued until ${dateOf(known)}: someone renewed the pair, so the token in state is dead`;
  }
  // How long a refresh token outlives its access token, as the server said when it issued the first pair.
  const outlives = Date.parse(String(state.refreshTokenExpiresAt)) - Date.parse(String(state.accessTokenExpiresAt));
  if (Number.isNaN(outlives) || expiresAt + outlives > now) return undefined;
  return `the consumer last renewed the token until ${dateOf(expiresAt)}, and its refresh token has ended since`;
}

/**
 * A token to take over: the program must describe it, since what it says is what later changes are compared with.
 *
 * @throws TokenError `REQUEST_REFUSED` where it does not.
 */
async function adopted(operation: CommvaultOperation, { accessToken }: HeldToken, entry: Listed): Promise<Observation> {
  const { accessTokenType = "ALL", apiEndpoints } = operation.args;
  const [is, asked] = [entry.type, accessTokenType].map((type) => (type === "DEFAULT" ? "ALL" : type));
  if (is !== undefined && is !== asked) {
    throw new TokenError(
      "REQUEST_REFUSED",
      `the token to adopt is of the type ${is}, and accessTokenType is ${asked}.`,
    );
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
    "the token itself could not be verified, since its scope does not reach /V2/WhoAmI; its id is in the list";
  return {
    accepted: taken !== false,
    warnings: taken === undefined ? [unsure] : [],
    // Of a pair, the time of creation says nothing of the access token that it is now.
    issuedAt: isPair && !forConsumer ? undefined : entry.createdAt,
    expiresAt: forConsumer ? entry.renewableUntil : entry.expiresAt,
    outputs: {
      listedName: entry.name,
      ownerId: entry.ownerId,
      accessTokenExpiresAt: forConsumer ? dateOf(entry.expiresAt) : undefined,
    },
  };
}
