/**
 * The kind of an error, for programs to branch on:
 *
 * - `CREDENTIAL_MISSING`: a part of the credential set is not configured anywhere, so nothing was sent.
 * - `CREDENTIAL_REFUSED`: the vendor did not accept the credential; this process does not try it again.
 * - `CREDENTIAL_OF_ANOTHER_IDENTITY`: no configured credential belongs to the token's account.
 * - `NOT_SENT`: the vendor did not receive the request. The connection failed (refused, no such host, TLS not trusted),
 *   a login before the request failed, the server did not answer the first request of this process, or the requested
 *   expiry has passed.
 * - `REPLY_LOST`: the vendor may have carried out the request, but no usable reply came back: no reply at all, or one
 *   without the token that it should hold.
 * - `REQUEST_REFUSED`: the vendor answered and refused the request.
 * - `TOKEN_UNUSABLE`: a token was issued and is kept in state, but it cannot be used as it is.
 */
export type TokenErrorCode =
  | "CREDENTIAL_MISSING"
  | "CREDENTIAL_REFUSED"
  | "CREDENTIAL_OF_ANOTHER_IDENTITY"
  | "NOT_SENT"
  | "REPLY_LOST"
  | "REQUEST_REFUSED"
  | "TOKEN_UNUSABLE";

/**
 * An error of this package. Its message says what the vendor answered and what to do. It never contains a secret, a
 * request or a whole reply.
 */
export class TokenError extends Error {
  /** Distinguishes these errors from others. */
  override readonly name = "TokenError";

  constructor(
    /** The kind of the error. Branch on this, never on the message. */
    readonly code: TokenErrorCode,
    message: string,
    /** The HTTP status, if the vendor or a server on the way answered. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/**
 * Rethrows the error of a step that precedes the main request, such as a login. The main request was not sent, so
 * `REPLY_LOST` becomes `NOT_SENT`.
 */
export function failedBefore(error: unknown): never {
  if (!(error instanceof TokenError) || (error.code !== "REPLY_LOST" && error.status === undefined)) throw error;
  const message = error.message.replace("; the request may have been carried out.", ".");
  throw new TokenError(error.code === "REPLY_LOST" ? "NOT_SENT" : error.code, message);
}

/** A lost reply that left no token behind: it was never issued, or it was found by its name and revoked. */
export class SettledLoss extends TokenError {
  constructor(message: string) {
    super("REPLY_LOST", message);
  }
}
