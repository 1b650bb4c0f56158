import { type End, endToAsk } from "../../arguments/end";
import { markedName } from "../../leftovers/marker";
import { type TokenType, tokenTypes } from "./arguments";
import type { CommvaultOperation } from "./exchange";

type Args = CommvaultOperation["args"];

const day = 86_400_000;

/** What the vendor takes where no end is asked for. */
const usualEnds: Readonly<Record<TokenType, number>> = {
  DEFAULT: 90 * day,
  ALL: 90 * day,
  CUSTOM: 90 * day,
  MS_SCIM: 30 * day,
  OneTouch: 7 * day,
};

/** The vendor's times are integers of 32 bits. */
const lastSecond = 2_147_483_647;

/** Whether tokens of this type are a pair: an access token that lives for an hour or two, and one that renews it. */
export function isRenewable({ accessTokenType = "ALL" }: Pick<Args, "accessTokenType">): boolean {
  return accessTokenType !== "MS_SCIM" && accessTokenType !== "OneTouch";
}

/** Whether the end of a token is that until which its consumer may renew it. */
export function isForConsumer(args: Args): boolean {
  return args.renewedBy === "consumer" && isRenewable(args);
}

/** The end that the arguments ask for: of the renewals, or of the token itself where it has none. */
export function endOf(args: Args): End | undefined {
  return isRenewable(args) ? args.renewableUntil : args.tokenExpiry;
}

/** What a create sends. */
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

/** What an update sends for the arguments that changed. */
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

/** The end in the field that the type of the token has for it: as asked for, else the vendor's usual one from now. */
export function endFields(args: Args, now: number): UpdateBody {
  const [field, given] = isRenewable(args)
    ? (["renewableUntilTimestamp", args.renewableUntil] as const)
    : (["tokenExpiryTimestamp", args.tokenExpiry] as const);
  const argument = field.replace("Timestamp", "");
  const end = endToAsk(argument, given, now, now) ?? now + usualEnds[args.accessTokenType ?? "ALL"];
  return { [field]: Math.min(Math.floor(end / 1000), lastSecond) };
}

/** The prefix that the user gives, what marks it as this resource's, and what tells it from all others. */
function nameOf(operation: CommvaultOperation): string {
  return markedName(operation.args.tokenName ?? "pulumi", operation);
}
