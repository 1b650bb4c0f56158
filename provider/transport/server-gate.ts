import { NoAnswer } from "./transport-error";

/**
 * Sends one request per server first; the others wait for its result. If the server does not answer it, all waiting
 * requests fail at once and send nothing. So a hundred tokens at a server that is down do not wait a hundred times, and
 * do not leave a hundred tokens in doubt.
 */
export class ServerGate {
  readonly #open = new Set<string>();
  readonly #first = new Map<string, Promise<NoAnswer | undefined>>();

  /**
   * Returns whether the server answered this process before. If it did, a later request without an answer is only slow.
   */
  isOpen(server: string): boolean {
    return this.#open.has(server);
  }

  /**
   * Runs `exchange`, after the first one to this server has a result.
   *
   * @param server the origin of the server
   * @param way the connection settings: with a longer time-out or another trusted certificate, a request may succeed
   * where others failed
   * @throws TokenError `NOT_SENT` if the first request had no answer. Throws what `exchange` throws.
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
