import { type End, endToAsk } from "../../arguments/end";
import { markedName } from "../../leftovers/marker";
import { type TokenType, tokenTypes } from "./arguments";
import type { CommvaultOperation } from "./exchange";

type Args = CommvaultOperation["args"];

const day = 86_400_000;

/** The lifetimes that the vendor uses if a request names none. */
const usualEnds: Readonly<Record<TokenType, number>> = {
  DEFAULT: 90 * day,
  ALL: 90 * day,
  CUSTOM: 90 * day,
  MS_SCIM: 30 * day,
  OneTouch: 7 * day,
};

/** The vendor's times are 32-bit integers. */
const lastSecond = 2_147_483_647;

/**
 * Whether tokens of this type are a pair: an access token that lives for an hour or two, and a refresh token that
 * renews it.
 */
export function isRenewable({ accessTokenType = "ALL" }: Pick<Args, "accessTokenType">): boolean {
  return accessTokenType !== "MS_SCIM" && accessTokenType !== "OneTouch";
}

/** Whether the token expires at the time until which its consumer may renew it. */
export function isForConsumer(args: Args): boolean {
  return args.renewedBy === "consumer" && isRenewable(args);
}

/** Returns the requested expiry time: of the renewals for a pair, of the token itself otherwise. */
export function endOf(args: Args): End | undefined {
  return isRenewable(args) ? args.renewableUntil : args.tokenExpiry;
}

/** Returns the body of a create request. */
export function createBody(operation: CommvaultOperation) {
  const { args, now } = operation;
  const { accessTokenType, allowedIPs, apiEndpoints, enableIPAllowListFeature, userId } = args;
  return {
    tokenName: nameOf(operation),
    tokenType: accessTokenType === undefined ? undefined : tokenTypes.indexOf(accessTokenType),
    userId,
    apiEndpoints,
    allowedIPs,
    enableIPAllowListFeature,
    ...(endOf(args) === undefined ? {} : endFields(args, now)),
  };
}

/** Returns the body of an update request for the arguments that changed. */
export function updateBody(operation: CommvaultOperation, changes: readonly string[]): UpdateBody {
  const { args, now } = operation;
  const ends = changes.includes(isRenewable(args) ? "renewableUntil" : "tokenExpiry");
  return {
    ...(changes.includes("tokenName") ? { tokenName: nameOf(operation) } : {}),
    ...(changes.includes("apiEndpoints") ? { apiEndpoints: args.apiEndpoints ?? [] } : {}),
    ...(changes.includes("allowedIPs") ? { allowedIPs: args.allowedIPs ?? [] } : {}),
    ...(ends ? endFields(args, now) : {}),
  };
}

export interface UpdateBody {
  readonly tokenName?: string;
  readonly apiEndpoints?: readonly string[];
  readonly allowedIPs?: readonly string[];
  readonly renewableUntilTimestamp?: number;
  readonly tokenExpiryTimestamp?: number;
}

/**
 * Returns the field for the expiry time of this type of token. If no time is requested, the vendor's usual lifetime
 * starts now.
 */
export function endFields(args: Args, now: number): UpdateBody {
  const [field, given] = isRenewable(args)
    ? (["renewableUntilTimestamp", args.renewableUntil] as const)
    : (["tokenExpiryTimestamp", args.tokenExpiry] as const);
  const argument = field.replace("Timestamp", "");
  const end = endToAsk(argument, given, now, now) ?? now + usualEnds[args.accessTokenType ?? "ALL"];
  return { [field]: Math.min(Math.floor(end / 1000), lastSecond) };
}

/**
 * Returns the token's name: the prefix from the arguments, this resource's mark, and a part that is unique to the
 * token.
 */
function nameOf(operation: CommvaultOperation): string {
  return markedName(operation.args.tokenName ?? "pulumi", operation);
}
