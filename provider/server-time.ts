import type { HttpReply } from "./http-message";

/** When a server wrote a reply, by its own clock, in whole seconds; `undefined` where it does not say, or a cache does. */
export function serverDate({ headers }: HttpReply): number | undefined {
  const date = headers.age === undefined ? Date.parse(headers.date ?? "") : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/**
 * How far a server's clock is ahead of this machine's, in milliseconds: as little as explains the date of a reply to a
 * request that was sent and answered at these times of this machine.
 */
export function clockOffset(date: number, sentAt: number, answeredAt: number): number {
  return Math.max(date - answeredAt, Math.min(0, date + 999 - sentAt));
}
