import type { IssuedToken } from "../../contract/token";
import { notConform, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

/**
 * Reads the reply to a request for a session of v1-alpha.
 *
 * @throws TokenError `REPLY_LOST` if the reply holds no token
 */
export function sessionToken(title: string, reply: HttpReply, createCookie: boolean, now: number): IssuedToken {
  const accessToken = textOf(reply.json?.authToken);
  if (accessToken === undefined) throw notConform(title, reply, "there is no authToken in the reply");
  const { expireTime } = reply.json ?? {};
  const expiresAt = timeOf(expireTime);
  const cookie = createCookie ? cookieOf(reply) : undefined;
  const warnings: string[] = [];
  if (expiresAt !== undefined && expiresAt <= now) {
    warnings.push("the expiry time in the reply is in the past by this machine's clock: check the clock");
  }
  if (createCookie && cookie === undefined) warnings.push("createCookie is set, but the reply had no cookie");
  const unreadable = expiresAt === undefined && expireTime !== undefined && expireTime !== null;
  return {
    accessToken,
    expiresAt,
    warnings,
    ...(cookie === undefined ? {} : { outputs: { cookie } }),
    ...(unreadable ? { unusable: "its end (expireTime) is not a date" } : {}),
  };
}

/** Reads a .NET date, with up to seven fractional digits. A date without a time zone is in UTC. */
export function timeOf(value: unknown): number | undefined {
  const date = textOf(value);
  if (date === undefined) return undefined;
  const time = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(date) ? date : `${date}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Returns the cookies that a reply sets, in the form that a request sends: without their attributes. */
function cookieOf({ headers }: HttpReply): string | undefined {
  // Several cookies arrive joined by commas, and the dates in them contain commas too.
  const cookies = headers["set-cookie"]?.split(/,\s*(?=[^;,=\s]+=)/) ?? [];
  return textOf(cookies.map((cookie) => cookie.split(";")[0]?.trim()).join("; "));
}
