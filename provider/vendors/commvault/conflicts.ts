import type { CommvaultOperation } from "./exchange";
import { dateOf } from "./issue";
import { endOf, isRenewable } from "./request";

/** The vendor's times are 32-bit integers. */
const lastDate = 2_147_483_647_000;

/** Returns a sentence for each combination of arguments that is not allowed. */
export function conflicts(args: CommvaultOperation["args"]): string[] {
  const { accessTokenType = "ALL", adminAccessToken, adopt, apiEndpoints, password, sessionToken } = args;
  const problems: string[] = [];
  if ([password, sessionToken, adminAccessToken].filter((secret) => secret !== undefined).length > 1) {
    problems.push('Give one of "password", "sessionToken" and "adminAccessToken", not several.');
  }
  if (accessTokenType === "CUSTOM" && apiEndpoints === undefined) {
    problems.push(
      'With accessTokenType "CUSTOM", argument "apiEndpoints" is needed: the paths that the token may call.',
    );
  }
  if (accessTokenType !== "CUSTOM" && apiEndpoints !== undefined) {
    problems.push('Argument "apiEndpoints" is only for accessTokenType "CUSTOM".');
  }
  if (isRenewable(args) && args.tokenExpiry !== undefined) {
    problems.push(
      'Argument "tokenExpiry" is for accessTokenType "MS_SCIM" and "OneTouch"; for this one, give "renewableUntil".',
    );
  }
  if (!isRenewable(args) && args.renewableUntil !== undefined) {
    problems.push(
      `A token of accessTokenType "${accessTokenType}" cannot be renewed: give "tokenExpiry" instead of "renewableUntil".`,
    );
  }
  if (!isRenewable(args) && args.renewedBy === "consumer") {
    problems.push(
      `A token of accessTokenType "${accessTokenType}" cannot be renewed, so "renewedBy" cannot be "consumer".`,
    );
  }
  const end = endOf(args);
  if (end !== undefined && "date" in end && end.date > lastDate) {
    problems.push(`The vendor accepts no dates after ${dateOf(lastDate)}: give an earlier one.`);
  }
  if (adopt !== undefined && !/^\d+$/.test(adopt.id ?? "")) {
    problems.push(
      'Argument "adopt" must hold "id", the accessTokenId of the token: without it, Commvault gives no information about a token.',
    );
  }
  return problems;
}
