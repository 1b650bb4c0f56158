import { z } from "zod";
import { TokenError } from "../messages/errors";
import { parseDuration } from "../policy/duration";

/** The requested expiry of a token: a lifetime from its issue, or a date. In milliseconds. */
export type End = { readonly lifetime: number } | { readonly date: number };

const date = /^(\d{4}-\d{2}-\d{2})(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

const rule =
  'must be a duration such as "30 days" or "P30D", or a date such as "2031-01-31" (midnight UTC) or "2031-01-31T12:00:00Z"';

/** The expiry of a token as the user writes it. A date and time needs a time zone, without which it is ambiguous. */
export const end = z.string({ error: rule }).transform((value, context): End => {
  const lifetime = parseDuration(value);
  if (lifetime !== undefined && lifetime > 0) return { lifetime };
  const [whole, day] = date.exec(value) ?? [];
  const time = whole === undefined || !isOnCalendar(day) ? Number.NaN : Date.parse(whole.toUpperCase());
  if (!Number.isNaN(time)) return { date: time };
  context.addIssue(`${rule}; months and years have no fixed length`);
  return z.NEVER;
});

/** Returns whether the day exists. JavaScript reads the 30th of February as the 2nd of March. */
function isOnCalendar(day = ""): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

const minute = 60_000;

/**
 * Returns when a lifetime began, in milliseconds since the epoch. This is `at`, or slightly different if the vendor
 * granted the requested lifetime: the requested expiry is computed before the request is sent, and the reply comes
 * later.
 */
export function beginningOf(at: number, end: number | null | undefined, asked: number | undefined): number {
  if (typeof end !== "number" || asked === undefined) return at;
  const counted = end - asked;
  return Math.abs(at - counted) < minute ? counted : at;
}

/** Returns the expiry, in milliseconds since the epoch, of a token that was issued or renewed at this time. */
export function endAt(given: End | undefined, from: number): number | undefined {
  if (given === undefined) return undefined;
  return "date" in given ? given.date : from + given.lifetime;
}

/**
 * Returns the expiry to send to the vendor, in milliseconds since the epoch.
 *
 * @param from when the token was issued or renewed; a duration counts from then
 * @throws TokenError `NOT_SENT` if that time has passed. Vendors treat a past expiry differently; some ignore it.
 */
export function endToAsk(argument: string, given: End | undefined, from: number, now: number): number | undefined {
  const end = endAt(given, from);
  if (end === undefined || end > now) return end;
  throw new TokenError(
    "NOT_SENT",
    `${argument} asks for an end that has passed, so nothing was sent. Give a later date or a longer duration (a ` +
      "duration counts from the issue or the renewal of the token).",
  );
}
