import type { HttpReply } from "./message";
import { serverDate } from "./server-time";

/** Returns when requests are accepted again, from a vendor's own header, in milliseconds since the epoch. */
export type LimitResetsAt = (reply: HttpReply, now: number) => number | undefined;

/** The end of a limit, as a 429 names it. Empty if the 429 does not say when requests are accepted again. */
export interface Limited {
  /** Milliseconds since the epoch, by the server's clock. */
  readonly resetsAt?: number;
  /** Milliseconds to wait from the reply on. */
  readonly wait?: number;
}

/**
 * Returns the end of the limit that a 429 reports.
 *
 * @param now the time of this machine, for a reply without a date
 */
export function limitIn(reply: HttpReply, now: number, vendorsOwn: LimitResetsAt): Limited {
  const from = serverDate(reply) ?? now;
  const { headers } = reply;
  const resetsAt = retryAfter(headers["retry-after"], from) ?? vendorsOwn(reply, from) ?? rateLimitReset(headers, from);
  if (resetsAt === undefined) return {};
  // One second longer than asked for, since servers count in whole seconds.
  return { resetsAt, wait: Math.max(0, resetsAt - from) + 1000 };
}

/** RFC 9110, section 10.2.3: a number of seconds, or a date. */
function retryAfter(value: string | undefined, from: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return from + Number(value) * 1000;
  const date = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/** The header of the IETF draft (draft-ietf-httpapi-ratelimit-headers), then the older ones of various servers. */
const resetHeaders = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];

function rateLimitReset(headers: HttpReply["headers"], from: number): number | undefined {
  const seconds = resetHeaders.flatMap((name) => secondsIn(headers[name])).at(0) ?? resetOf(headers.ratelimit ?? "");
  return seconds === undefined ? undefined : timeOf(seconds, from);
}

function secondsIn(value = ""): number[] {
  return /^\d+(\.\d+)?$/.test(value) ? [Number(value)] : [];
}

/**
 * Returns the seconds in a `RateLimit` header. Up to its 7th version the draft had `limit=100, remaining=0, reset=30`,
 * later `"minute";r=0;t=30, "hour";r=900;t=2400`. In the later form, the used-up limit that ends last counts.
 */
function resetOf(value: string): number | undefined {
  // The names of limits may contain any character, commas too.
  const outsideQuotes = value
    .replaceAll('\\"', "")
    .split('"')
    .filter((_, index) => index % 2 === 0);
  const items = outsideQuotes.join("").split(",");
  const resets = items.flatMap((item) => {
    const parameters = new Map(item.split(";").map((each) => each.trim().split("=", 2) as [string, string]));
    const isUsedUp = (parameters.get("r") ?? "0") === "0";
    return isUsedUp ? secondsIn(parameters.get("t") ?? parameters.get("reset")) : [];
  });
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/**
 * Returns a time in milliseconds since the epoch. `reset` may be seconds from now, seconds since the epoch or
 * milliseconds since the epoch; its size tells which, since no limit lasts for thirty years.
 */
export function timeOf(reset: number, from: number): number {
  if (reset < 1e9) return from + reset * 1000;
  return reset < 1e12 ? reset * 1000 : reset;
}
