import type { Limited } from "./limit";
import type { HttpReply } from "./message";

/** A limit is met by so many requests at most, and not by all that a run has to send. */
const mostAtOnce = 16;
/** Past this a limit is reported instead of waited for, so that a run does not hang. */
const longestWait = 90_000;
/** A server that refuses again where its limit should be over is given up on. */
const mostRefusals = 3;
/** So is one that does not say when, which with a first wait of a second takes about a minute. */
const mostRefusalsWithoutDate = 7;

/** Times are by `performance.now()`, which no change of the clock moves. */
interface Limit {
  readonly reply: HttpReply;
  readonly since: number;
  readonly until: number;
  /** How often the server refused in a row. */
  readonly refusals: number;
  /** Whether that was often enough. */
  readonly isGivenUp: boolean;
}

/**
 * Sends the requests that a server counts together: many at once until it answers 429, then none until it accepts
 * requests again; then one to see whether it does, and the others after it. Where it does not say when, that one is sent
 * again and again, with waits that grow.
 */
export class Pacer {
  #limit: Limit | undefined;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting: ((limit: Limit | undefined) => void)[] = [];

  /** @param firstWait how long to wait after the first refusal that does not say how long, in milliseconds */
  constructor(private readonly firstWait = 1000) {}

  /**
   * Sends a request, again after each 429 that is worth waiting for. Where none is, gives the 429; as long as the limit
   * lasts, later requests are not sent and given the same.
   *
   * @param limited what a 429 says about its limit
   * @param onWait told once for each limit that is waited for, with its end where the server said it
   */
  async send(
    exchange: () => Promise<HttpReply>,
    limited: (reply: HttpReply) => Limited,
    onWait: (resetsAt: number | undefined) => void,
  ): Promise<HttpReply> {
    for (;;) {
      const met = await this.#turn();
      try {
        if (met !== undefined && isLasting(met)) return met.reply;
        const reply = await exchange();
        if (reply.status !== 429) {
          // What was sent before the limit was met says nothing about it.
          if (this.#limit === met) this.#limit = undefined;
          return reply;
        }
        const limit = this.#limitOf(reply, limited(reply), met);
        const isNew = this.#limit === met;
        if (isNew || limit.until > (this.#limit?.until ?? 0)) this.#limit = limit;
        const { limitedUntil } = limit.reply;
        const isNews = limitedUntil !== undefined || limit.refusals === 1;
        if (isNew && isNews && !isLasting(limit)) onWait(limitedUntil);
      } finally {
        this.#running -= 1;
        this.#admit();
      }
    }
  }

  #limitOf(reply: HttpReply, { resetsAt, wait }: Limited, met: Limit | undefined): Limit {
    const now = performance.now();
    const since = met?.since ?? now;
    const refusals = (met?.refusals ?? 0) + 1;
    const left = wait ?? this.firstWait * growth(refusals);
    const most = wait === undefined ? mostRefusalsWithoutDate : mostRefusals;
    const told = { ...reply, limitedUntil: resetsAt, refusals, refusedFor: now - since };
    return { reply: told, since, until: now + left, refusals, isGivenUp: refusals >= most };
  }

  #turn(): Promise<Limit | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#admit();
    });
  }

  #admit(): void {
    const limit = this.#limit;
    const lasts = limit !== undefined && isLasting(limit);
    const left = limit === undefined || lasts ? 0 : limit.until - performance.now();
    if (left > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#admit();
      }, left);
      return;
    }
    // Nothing is sent while a limit lasts, so all may go on to be told of it.
    const most = limit === undefined ? mostAtOnce : lasts ? Number.POSITIVE_INFINITY : 1;
    while (this.#running < most && this.#waiting.length > 0) {
      this.#running += 1;
      this.#waiting.shift()?.(limit);
    }
  }
}

/** Whether a limit is reported instead of waited for. */
function isLasting({ isGivenUp, until }: Limit): boolean {
  const left = until - performance.now();
  return left > longestWait || (left > 0 && isGivenUp);
}

/** Twice as long each time, give or take a quarter: those who were refused together do not come back together. */
function growth(refusals: number): number {
  return 2 ** (refusals - 1) * (0.75 + Math.random() / 2);
}
