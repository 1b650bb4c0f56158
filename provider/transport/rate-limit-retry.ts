import type { HttpReply } from "./message";
import type { Limited } from "./rate-limit-headers";

/** At most this many requests run at once, so that a limit refuses only these and not all requests of a run. */
const mostAtOnce = 16;
/** In milliseconds. A longer limit is reported at once, so that a run does not hang. */
const longestWait = 90_000;
/** The pacer gives up after this many refusals in a row, although the server said when its limit ends. */
const mostRefusals = 3;
/**
 * The same for a server that does not say when its limit ends. With a first wait of a second this takes about a minute.
 */
const mostRefusalsWithoutDate = 7;

/** Times are those of `performance.now()`, which does not change when the clock is set. */
interface Limit {
  readonly reply: HttpReply;
  readonly since: number;
  readonly until: number;
  /** How often the server refused in a row. */
  readonly refusals: number;
  /** Whether the server refused so often that the pacer gives up. */
  readonly isGivenUp: boolean;
}

/**
 * Sends the requests that a server counts together. It sends many at once until the server answers 429, and then none
 * until the limit ends. Then it sends one request first; if the server accepts that one, the others follow. If the
 * server does not say when its limit ends, the pacer repeats the one request with growing waits.
 */
export class Pacer {
  #limit: Limit | undefined;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting: ((limit: Limit | undefined) => void)[] = [];

  /** @param firstWait the wait after the first refusal that does not name a time, in milliseconds */
  constructor(private readonly firstWait = 1000) {}

  /**
   * Sends a request, and sends it again after each 429 whose limit is short enough to wait for. Otherwise it returns
   * the 429. As long as that limit lasts, later requests are not sent and get the same reply.
   *
   * @param limited returns the end of the limit that a 429 names
   * @param onWait called once for each limit that requests wait for, with its end if the server named it
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
          // A request that was sent before the limit began says nothing about the limit.
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
    // While a limit lasts nothing is sent, so all waiting requests may continue and get the 429.
    const most = limit === undefined ? mostAtOnce : lasts ? Number.POSITIVE_INFINITY : 1;
    while (this.#running < most && this.#waiting.length > 0) {
      this.#running += 1;
      this.#waiting.shift()?.(limit);
    }
  }
}

/** Returns whether a limit is reported at once, without a wait. */
function isLasting({ isGivenUp, until }: Limit): boolean {
  const left = until - performance.now();
  return left > longestWait || (left > 0 && isGivenUp);
}

/**
 * Returns a factor that doubles with each refusal, give or take a quarter. So requests that were refused together are
 * not sent again together.
 */
function growth(refusals: number): number {
  return 2 ** (refusals - 1) * (0.75 + Math.random() / 2);
}
