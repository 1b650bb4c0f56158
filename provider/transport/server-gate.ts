import { NoAnswer } from "./transport-error";

/**
 * Lets one request find out whether a server answers. Where it gives no sign of itself, all that wait behind that request
 * fail at once and send nothing: a hundred tokens at a server that is down must not wait for it a hundred times, or leave
 * a hundred tokens in doubt.
 */
export class ServerGate {
  readonly #open = new Set<string>();
  readonly #first = new Map<string, Promise<NoAnswer | undefined>>();

  /** Whether the server gave a sign of itself in this process. From then on a request that has no answer is one that is slow. */
  isOpen(server: string): boolean {
    return this.#open.has(server);
  }

  /**
   * @param server its origin
   * @param way how it is reached: a longer time-out, or trust in another certificate, may find what the others did not
   * @throws TokenError `NOT_SENT` where the first request had no answer, and what `exchange` throws.
   */
  async enter<T>(server: string, way: string, exchange: () => Promise<T>): Promise<T> {
    const key = `${server} ${way}`;
    const first = this.#first.get(key);
    if (first !== undefined) {
      const failure = await first;
      if (failure !== undefined && !this.isOpen(server)) throw failure.forNext();
      return this.#watch(server, exchange);
    }
    const outcome = this.#watch(server, exchange);
    this.#first.set(
      key,
      outcome.then(
        () => undefined,
        (error) => (error instanceof NoAnswer ? error : undefined),
      ),
    );
    return outcome;
  }

  async #watch<T>(server: string, exchange: () => Promise<T>): Promise<T> {
    try {
      const result = await exchange();
      this.#open.add(server);
      return result;
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#open.add(server);
      throw error;
    }
  }
}
