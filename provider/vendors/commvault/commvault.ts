import { defineVendor } from "../../contract/define-vendor";
import { parseDuration } from "../../policy/duration";
import { commvaultArguments, leftOut } from "./arguments";
import { callerOf } from "./caller";
import { change } from "./change";
import { conflicts } from "./conflicts";
import { tokenHeaders } from "./exchange";
import { refusal, title } from "./fault";
import { issue } from "./issue";
import { byAccessToken, confirmGone, find, list, listAll, remove } from "./listing";
import { introspect } from "./observation";
import { endOf, isForConsumer, isRenewable } from "./request";

/**
 * Commvault's access tokens (REST V4), of the SaaS and of customer managed servers from 11.38 on.
 *
 * The API has no request for a single token, so a token is looked up in the list of its user's tokens. A pair is never
 * renewed here: if a refresh token is sent twice, Commvault deletes every token that came from it.
 */
export const commvault = defineVendor({
  resource: "CommvaultAccessToken",
  title,
  group: "commvault",
  arguments: commvaultArguments,
  leftOut,
  credentialSets: [
    ["endpoint", "username", "password"],
    ["endpoint", "sessionToken"],
    ["endpoint", "adminAccessToken"],
  ],
  secretOutputs: ["refreshToken"],
  outputs: ["listedName", "ownerId", "refreshTokenExpiresAt", "accessTokenExpiresAt", "extensionRefused"],
  requestHeaders: ({ accessToken }, { authHeader }) => tokenHeaders(accessToken, authHeader),
  requestedLifetime(args) {
    const end = isForConsumer(args) || !isRenewable(args) ? endOf(args) : undefined;
    return end !== undefined && "lifetime" in end ? end.lifetime : undefined;
  },
  userEnd(args) {
    const end = endOf(args);
    return end !== undefined && "date" in end ? end.date : undefined;
  },
  renewsInPlace: (args, { extensionRefused }) => isForConsumer(args) && extensionRefused !== true,

  conflicts,
  issue,

  introspect,
  introspectsWith: "credential",

  change,
  changesWith: "credential",

  async revoke(operation, token) {
    const call = callerOf(operation);
    const reply = await remove(call, token.id);
    if (reply === undefined) return true;
    if (reply.status === 403 || reply.status === 429) throw refusal(reply, byAccessToken(operation));
    const entry = find(await list(operation, token.state.ownerId), token);
    if (entry === undefined) {
      await confirmGone(operation, token);
      return true;
    }
    const again = entry.id === token.id ? reply : await remove(call, entry.id);
    if (again === undefined) return true;
    throw refusal(again, byAccessToken(operation));
  },
  revokesWith: "credential",

  list: listAll,

  /** As far as known, the period is a number of seconds. A duration is read too. */
  limitResetsAt({ headers }, now) {
    const period = headers["x-ratelimit-period"];
    if (period === undefined) return undefined;
    const seconds = Number(period);
    const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : parseDuration(period);
    return milliseconds === undefined ? undefined : now + milliseconds;
  },
});
