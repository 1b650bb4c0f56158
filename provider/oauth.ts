// The messages of RFC 6749, 7009 and 7662 are a handful of fields, so they are written here and not taken from an
// OAuth client library: those refuse a reply that departs from the standard, and with it the token it holds, which
// then lives at the server and in nobody's state. What is hard, signing, is done by jose.
import { notConform, textOf } from "./answer";
import type { HttpReply } from "./http-message";
import type { IssuedToken } from "./token";

/** HTTP Basic for a client: both parts are form-encoded first (RFC 6749, section 2.3.1). */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ "": part }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
}

/**
 * Reads the reply of a token endpoint (RFC 6749, section 5.1), and takes less than the standard asks for: a token
 * whose reply lacks its type, or says its lifetime as a string, is a token all the same.
 *
 * @throws TokenError `REPLY_LOST` where there is no token in the reply.
 */
export function issuedToken(title: string, reply: HttpReply): IssuedToken {
  const accessToken = textOf(reply.json?.access_token);
  if (accessToken === undefined) throw notConform(title, reply, "there is no access_token in the reply");
  const { expires_in: seconds, refresh_token, scope, token_type } = reply.json ?? {};
  const refreshToken = textOf(refresh_token);
  return {
    accessToken,
    tokenType: textOf(token_type),
    grantedScope: textOf(scope)?.split(" "),
    ...(refreshToken === undefined ? {} : { outputs: { refreshToken } }),
    ...lifetimeOf(seconds),
  };
}

/** A thousand years: a longer lifetime has no date to write down. */
const longestLifetime = 31_556_952_000_000;

function lifetimeOf(seconds: unknown): Pick<IssuedToken, "lifetime" | "unusable"> {
  if (seconds === undefined || seconds === null) return {};
  const lifetime = typeof seconds === "number" || typeof seconds === "string" ? Number(seconds) * 1000 : Number.NaN;
  return lifetime > 0 && lifetime <= longestLifetime
    ? { lifetime: Math.floor(lifetime) }
    : { unusable: "its lifetime (expires_in) is not a number of seconds above 0" };
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
