import { TokenError } from "../messages/errors";

/**
 * Runs one operation per credential first; the others wait for its result. If the vendor refuses the credential, every
 * later operation with it fails at once and sends nothing: fifty tokens with one wrong password must not lock the
 * account.
 */
export class CredentialGate {
  readonly #first = new Map<string, Promise<TokenError | undefined>>();

  /** @param credential a fingerprint of the credential */
  async enter<T>(credential: string, operation: () => Promise<T>): Promise<T> {
    for (;;) {
      const first = this.#first.get(credential);
      if (first === undefined) return this.#enterFirst(credential, operation);
      const refusal = await first;
      if (refusal !== undefined) {
        throw new TokenError(
          refusal.code,
          `${refusal.message} It was refused before in this run, so nothing was sent.`,
        );
      }
      // The first may have failed for another reason, which proves nothing. Then the next operation is the first.
      if (this.#first.get(credential) === first) return this.#follow(credential, operation);
    }
  }

  async #enterFirst<T>(credential: string, operation: () => Promise<T>): Promise<T> {
    let settle = (_refusal: TokenError | undefined): void => {};
    this.#first.set(credential, new Promise((resolve) => (settle = resolve)));
    try {
      const result = await operation();
      settle(undefined);
      return result;
    } catch (error) {
      if (isRefusal(error)) settle(error);
      else {
        this.#first.delete(credential);
        settle(undefined);
      }
      throw error;
    }
  }

  async #follow<T>(credential: string, operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (isRefusal(error)) this.#first.set(credential, Promise.resolve(error));
      throw error;
    }
  }
}

function isRefusal(error: unknown): error is TokenError {
  return error instanceof TokenError && error.code === "CREDENTIAL_REFUSED";
}
