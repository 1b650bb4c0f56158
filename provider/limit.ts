import type { HttpReply } from "./http-message";
import { serverDate } from "./server-time";

/** Reads a vendor's own header that says when requests are accepted again, in milliseconds since the epoch. */
export type LimitResetsAt = (reply: HttpReply, now: number) => number | undefined;

/** What a 429 says about its limit; empty where it does not say when requests are accepted again. */
export interface Limited {
  /** Milliseconds since the epoch, by the server's clock. */
  readonly resetsAt?: number;
  /** Milliseconds from the reply on. */
  readonly wait?: number;
}

/** @param now what this machine takes the time to be, for a reply without a date */
export function limitIn(reply: HttpReply, now: number, vendorsOwn: LimitResetsAt): Limited {
  const from = serverDate(reply) ?? now;
  const resetsAt = retryAfter(reply.headers["retry-after"], from) ?? vendorsOwn(reply, from);
  if (resetsAt === undefined) return {};
  // A second more than asked for: servers count in whole seconds.
  return { resetsAt, wait: Math.max(0, resetsAt - from) + 1000 };
}

/** RFC 9110, section 10.2.3: a number of seconds, or a date. */
function retryAfter(value: string | undefined, from: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return from + Number(value) * 1000;
  const date = /GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
