import { formatDuration } from "../policy/duration";
import type { HttpReply, Send } from "./message";

/** When a server wrote a reply, by its own clock, in whole seconds; `undefined` where it does not say, or a cache does. */
export function serverDate({ headers }: HttpReply): number | undefined {
  const date = headers.age === undefined ? Date.parse(headers.date ?? "") : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

/** A server's clock, as far as its replies tell. */
export interface ServerClock {
  /** How far it is ahead of this machine's, in milliseconds. */
  offset: number;
}

/**
 * The time of the server that an operation talks to: this machine's, as far as its replies tell nothing else. Tokens
 * are counted by it, since the next run may be on another machine.
 */
export class ServerTime {
  /** When the operation began, then when the last request that was answered was sent, in milliseconds since the epoch. */
  now: number;

  constructor(
    private readonly clock: () => number,
    /** What earlier operations learnt of the server's clock, and what this one learns. */
    private readonly server: ServerClock = { offset: 0 },
  ) {
    this.now = clock() + server.offset;
  }

  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  get offset(): number {
    return this.server.offset;
  }

  /** Takes the time from the replies to what is sent. */
  watching(send: Send): Send {
    return async (request) => {
      const reply = await send(request);
      const { sentAt = this.clock() } = reply;
      const date = serverDate(reply);
      if (date !== undefined) this.server.offset = clockOffset(date, sentAt, this.clock());
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

/** Where this machine's clock is, by how far the server's is ahead of it: `2 minutes behind the server's`. */
export function clocksApart(offset: number): string {
  return `${formatDuration(Math.abs(offset))} ${offset > 0 ? "behind" : "ahead of"} the server's`;
}

/** What to do of a refusal that the clock may explain; empty where it does not. */
export function clockAdvice(offset: number): string {
  return Math.abs(offset) < 1000 ? "" : `Set the clock of this machine too: it is ${clocksApart(offset)}.`;
}
