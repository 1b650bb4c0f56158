import type { HttpReply, Send } from "./http-message";

/** When a server wrote a reply, by its own clock, in whole seconds; `undefined` where it does not say, or a cache does. */
export function serverDate({ headers }: HttpReply): number | undefined {
  const date = headers.age === undefined ? Date.parse(headers.date ?? "") : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/**
 * The time of the server that an operation talks to: this machine's, as far as its replies tell nothing else. Tokens
 * are counted by it, since the next run may be on another machine.
 */
export class ServerTime {
  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  offset = 0;
  /** When the operation began, then when the last request that was answered was sent, in milliseconds since the epoch. */
  now: number;

  constructor(private readonly clock: () => number) {
    this.now = clock();
  }

  /** Takes the time from the replies to what is sent. */
  watching(send: Send): Send {
    return async (request) => {
      const reply = await send(request);
      const { sentAt = this.clock() } = reply;
      const date = serverDate(reply);
      if (date !== undefined) this.offset = clockOffset(date, sentAt, this.clock());
      this.now = sentAt + this.offset;
      return reply;
    };
  }
}

/**
 * How far a server's clock is ahead of this machine's, in milliseconds: as little as explains the date of a reply to a
 * request that was sent and answered at these times of this machine.
 */
export function clockOffset(date: number, sentAt: number, answeredAt: number): number {
  return Math.max(date - answeredAt, Math.min(0, date + 999 - sentAt));
}
