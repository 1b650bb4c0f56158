import { formatDuration } from "../policy/duration";
import type { HttpReply, Send } from "./message";

/**
 * Returns when a server wrote a reply, in milliseconds since the epoch, by its own clock in whole seconds; `undefined`
 * if the reply has no date or comes from a cache.
 */
export function serverDate({ headers }: HttpReply): number | undefined {
  const date = headers.age === undefined ? Date.parse(headers.date ?? "") : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/** A server's clock, as known from its replies. */
export interface ServerClock {
  /** How far it is ahead of this machine's clock, in milliseconds. */
  offset: number;
}

/**
 * The time at the server that an operation talks to. It is the time of this machine until a reply shows another one.
 * The times of tokens are those of the server, since the next run may be on another machine.
 */
export class ServerTime {
  /** By this machine's clock: the start of the operation; after a reply, the time at which its request was sent. */
  #at: number;

  constructor(
    private readonly clock: () => number,
    /** The server's clock, as known from all operations. This operation updates it. */
    private readonly server: ServerClock = { offset: 0 },
  ) {
    this.#at = clock();
  }

  /**
   * In milliseconds since the epoch: the start of the operation; after a reply, the time at which its request was sent.
   * It changes when another operation learns of the server's clock.
   */
  get now(): number {
    return this.#at + this.offset;
  }

  /** How far the server's clock is ahead of this machine's clock, in milliseconds. */
  get offset(): number {
    return this.server.offset;
  }

  /** Returns a `send` that updates the time from each reply. */
  watching(send: Send): Send {
    return async (request) => {
      const reply = await send(request);
      const { sentAt = this.clock() } = reply;
      const date = serverDate(reply);
      if (date !== undefined) this.server.offset = clockOffset(date, sentAt, this.clock());
      this.#at = sentAt;
      return reply;
    };
  }
}

/**
 * Returns how far a server's clock is ahead of this machine's clock, in milliseconds. It is the smallest offset that
 * explains the date of a reply, given when this machine sent the request and received the reply.
 */
export function clockOffset(date: number, sentAt: number, answeredAt: number): number {
  return Math.max(date - answeredAt, Math.min(0, date + 999 - sentAt));
}

/** Returns the difference of this machine's clock from the server's in words: `2 minutes behind the server's`. */
export function clocksApart(offset: number): string {
  return `${formatDuration(Math.abs(offset))} ${offset > 0 ? "behind" : "ahead of"} the server's`;
}

/** Returns advice for a refusal that a wrong clock may explain; empty if the clocks agree. */
export function clockAdvice(offset: number): string {
  return Math.abs(offset) < 1000 ? "" : `Set the clock of this machine too: it is ${clocksApart(offset)}.`;
}
