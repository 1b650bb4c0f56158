import type { Reply } from "../emulator/reply";
import { type CommvaultToken, tokenTypes } from "./tokens";

/** The reply to an expired, revoked or unknown token or session, and to a token that is used outside its scope. */
export const accessDenied: Reply = { status: 401, body: { errorMessage: "Access denied", errorCode: 5 } };

/** Returns an error with its own status, as the reference describes for 400, 403 and 500. */
export function failed(status: number, errorMessage: string, errorCode = 1): Reply {
  return { status, body: { errorMessage, errorCode } };
}

/** Returns an error in a reply with status 200. The codes of such errors are not published. */
export function refused(errorMessage: string, errorCode = 1): Reply {
  return { body: { error: { errorCode, errorMessage } } };
}

const noError = { errorCode: 0, errorMessage: "" };

/** The reply to a create. A token that cannot be renewed has no refresh fields. */
export function created(token: CommvaultToken, enumsAsIntegers: boolean): Reply {
  return { body: { error: noError, tokenInfo: { ...identified(token, enumsAsIntegers), ...pair(token) } } };
}

/** The reply to a renewal: the same fields, not wrapped. */
export function renewed(token: CommvaultToken, enumsAsIntegers: boolean): Reply {
  return { body: { error: noError, ...identified(token, enumsAsIntegers), ...pair(token) } };
}

/** The reply to an update: no secrets, no `apiEndpoints`. */
export function updated(token: CommvaultToken, enumsAsIntegers: boolean): Reply {
  const { userId, ...rest } = identified(token, enumsAsIntegers);
  const tokenInfo = {
    ...rest,
    tokenExpiryTimestamp: token.expiry,
    renewableUntilTimestamp: token.renewableUntil,
  };
  return { body: { error: noError, tokenInfo } };
}

/** The reply to a list. It has no secrets, no expiry of the refresh token, and no allowed addresses. */
export function listed(tokens: readonly CommvaultToken[], enumsAsIntegers: boolean): Reply {
  const entries = tokens.map((token) => ({
    ...identified(token, enumsAsIntegers),
    createdTime: token.createdTime,
    lastUsedTime: token.lastUsedTime,
    tokenExpiryTimestamp: token.expiry,
    renewableUntilTimestamp: token.renewableUntil,
    apiEndpoints: token.apiEndpoints,
  }));
  return { body: { tokens: entries, error: noError } };
}

/** The reply to a revocation: flat. */
export const revoked: Reply = { body: noError };

function identified({ id, name, userId, type }: CommvaultToken, enumsAsIntegers: boolean) {
  const tokenType = enumsAsIntegers ? tokenTypes.indexOf(type) : type;
  return { accessTokenId: id, tokenName: name, userId, tokenType };
}

function pair({ accessToken, expiry, refreshExpiry, refreshToken, renewableUntil }: CommvaultToken) {
  return {
    accessToken,
    tokenExpiryTimestamp: expiry,
    refreshToken,
    refreshTokenExpiryTimestamp: refreshExpiry,
    renewableUntilTimestamp: renewableUntil,
  };
}
