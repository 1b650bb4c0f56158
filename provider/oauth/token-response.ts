// The messages of RFC 6749, 7009 and 7662 are a handful of fields, so they are written here and not taken from an
// OAuth client library: those refuse a reply that departs from the standard, and with it the token it holds, which
// then lives at the server and in nobody's state. What is hard, signing, is done by jose.

import type { IssuedToken } from "../contract/token";
import { type Fault, notConform, refused, textOf } from "../transport/answer";
import type { HttpReply } from "../transport/message";
import { endOf } from "./lifetime";

/** HTTP Basic for a client: both parts are form-encoded first (RFC 6749, section 2.3.1). */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ "": part }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
}

/**
 * Reads the reply of a token endpoint (RFC 6749, section 5.1), and takes less than the standard asks for: a token
 * whose reply lacks its type, or says its lifetime as a string, is a token all the same.
 *
 * @throws TokenError `REQUEST_REFUSED` where there is an error in the place of a token, and `REPLY_LOST` where there is
 * neither.
 */
export function issuedToken(title: string, reply: HttpReply): IssuedToken {
  const { access_token, refresh_token, scope, token_type } = reply.json ?? {};
  const accessToken = textOf(access_token);
  if (isRefusal(reply)) throw refused(title, reply, faultOf(reply));
  if (accessToken === undefined) throw notConform(title, reply, "there is no access_token in the reply");
  const refreshToken = textOf(refresh_token);
  return {
    accessToken,
    tokenType: textOf(token_type),
    grantedScope: scopeOf(scope),
    ...(refreshToken === undefined ? {} : { outputs: { refreshToken } }),
    ...endOf(reply.json),
  };
}

/** Whether a reply with status 200 says no all the same, as those of some servers do: nothing was issued. */
export function isRefusal({ json = {} }: HttpReply): boolean {
  return textOf(json.error) !== undefined && textOf(json.access_token) === undefined;
}

/** A server's own words for an error (RFC 6749, section 5.2). */
export function faultOf({ json = {} }: HttpReply): Fault {
  return { code: textOf(json.error), message: textOf(json.error_description) };
}

/** A scope as a server writes it: words with spaces between (RFC 6749, section 3.3), or a list of them. */
export function scopeOf(scope: unknown): readonly string[] | undefined {
  const words = [scope]
    .flat()
    .flatMap((part) => textOf(part)?.split(" ") ?? [])
    .filter((word) => word !== "");
  return words.length === 0 ? undefined : words;
}

/** How a token is sent (RFC 6750, section 2.1). */
export function bearerHeaders({
  accessToken,
  tokenType = "Bearer",
}: {
  accessToken: string;
  tokenType?: string | undefined;
}): Record<string, string> {
  return { Authorization: `${/^bearer$/i.test(tokenType) ? "Bearer" : tokenType} ${accessToken}` };
}
