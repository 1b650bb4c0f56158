// The messages of RFC 6749, 7009 and 7662 have only a few fields, so this package does not use an OAuth client library.
// Such a library rejects a reply that departs from the standard. The token in that reply would then exist at the server
// but in no state. Signing is the hard part, and jose does it.

import type { IssuedToken } from "../contract/token";
import { type Fault, notConform, refused, textOf } from "../transport/answer";
import type { HttpReply } from "../transport/message";
import { endOf } from "./lifetime";

/**
 * Returns the token in the reply of a token endpoint (RFC 6749, section 5.1). It is more tolerant than the standard:
 * the reply may lack the token type, and the lifetime may be a string.
 *
 * @throws TokenError `REQUEST_REFUSED` if the reply has an error instead of a token, `REPLY_LOST` if it has neither.
 */
export function issuedToken(title: string, reply: HttpReply): IssuedToken {
  const { access_token, refresh_token, scope, token_type } = reply.json ?? {};
  const accessToken = textOf(access_token);
  if (isRefusal(reply)) throw refused(title, reply, faultOf(reply));
  if (accessToken === undefined) throw notConform(title, reply, "there is no access_token in the reply");
  const refreshToken = textOf(refresh_token);
  const tokenType = textOf(token_type);
  const unusable = tokenType === undefined ? undefined : uselessTypes.get(tokenType.toLowerCase());
  return {
    accessToken,
    tokenType,
    grantedScope: scopeOf(scope),
    ...(refreshToken === undefined ? {} : { outputs: { refreshToken } }),
    ...endOf(reply.json),
    ...(unusable === undefined ? {} : { unusable: `its token_type is ${tokenType}: ${unusable}` }),
  };
}

/** Token types that nobody can use who has only the token, by lower-case name, each with the reason. */
const boundToKey = "whoever uses it needs a key too, so have the server issue Bearer tokens to this client";
const uselessTypes: ReadonlyMap<string, string> = new Map([
  ["dpop", boundToKey],
  ["mac", boundToKey],
  ["pop", boundToKey],
  ["n_a", "it is no access token (RFC 8693, section 2.2.1), so ask for another requestedTokenType"],
]);

/**
 * Returns whether a reply holds an error and no token. Some servers send it with status 200; nothing was issued then.
 */
export function isRefusal({ json = {} }: HttpReply): boolean {
  return textOf(json.error) !== undefined && textOf(json.access_token) === undefined;
}

/** Returns a server's own words for an error (RFC 6749, section 5.2). */
export function faultOf({ json = {} }: HttpReply): Fault {
  return { code: textOf(json.error), message: textOf(json.error_description) };
}

/** Returns the words of a scope. Servers write it as a string with spaces (RFC 6749, section 3.3) or as a list. */
export function scopeOf(scope: unknown): readonly string[] | undefined {
  const words = [scope]
    .flat()
    .flatMap((part) => textOf(part)?.split(" ") ?? [])
    .filter((word) => word !== "");
  return words.length === 0 ? undefined : words;
}

/** Returns the headers that send a token (RFC 6750, section 2.1). */
export function bearerHeaders({
  accessToken,
  tokenType = "Bearer",
}: {
  accessToken: string;
  tokenType?: string | undefined;
}): Record<string, string> {
  return { Authorization: `${/^bearer$/i.test(tokenType) ? "Bearer" : tokenType} ${accessToken}` };
}
