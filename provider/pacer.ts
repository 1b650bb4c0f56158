import type { HttpReply } from "./http-message";
import type { Limited } from "./limit";

/** A limit is met by so many requests at most, and not by all that a run has to send. */
const mostAtOnce = 16;
/** Past this a limit is reported instead of waited for, so that a run does not hang. */
const longestWait = 90_000;
/** A server that refuses again where its limit should be over is given up on. */
const mostRefusals = 3;

interface Limit {
  readonly reply: HttpReply;
  /** By `performance.now()`, which no change of the clock moves. */
  readonly until: number;
  /** How often the server refused in a row. */
  readonly refusals: number;
}

/**
 * Sends the requests that a server counts together: many at once until it answers 429, then none until it accepts
 * requests again, as far as it says when; then one to see whether it does, and the others after it.
 */
export class Pacer {
  #limit: Limit | undefined;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting: ((limit: Limit | undefined) => void)[] = [];

  /**
   * Sends a request, again after each 429 that is worth waiting for. Where none is, gives the 429; as long as the limit
   * lasts, later requests are not sent and given the same.
   *
   * @param limited what a 429 says about its limit
   * @param onWait told once for each limit that the server said the end of, and that is waited for
   */
  async send(
    exchange: () => Promise<HttpReply>,
    limited: (reply: HttpReply) => Limited,
    onWait: (resetsAt: number) => void,
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
        const { resetsAt, wait } = limited(reply);
        const refusals = (met?.refusals ?? 0) + 1;
        const until = performance.now() + (wait ?? backoff(refusals));
        const limit = { reply: { ...reply, limitedUntil: resetsAt }, until, refusals };
        const isNew = this.#limit === met;
        if (isNew || until > (this.#limit?.until ?? 0)) this.#limit = limit;
        if (isNew && resetsAt !== undefined && !isLasting(limit)) onWait(resetsAt);
      } finally {
        this.#running -= 1;
        this.#admit();
      }
    }
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
function isLasting({ refusals, until }: Limit): boolean {
  const left = until - performance.now();
  return left > longestWait || (left > 0 && refusals >= mostRefusals);
}

/** How long to wait where the server does not say. */
export function backoff(attempt: number): number {
  return 250 * 4 ** (attempt - 1);
}
