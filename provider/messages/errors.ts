/**
 * What went wrong, for programs to branch on:
 *
 * - `CREDENTIAL_MISSING`: a part of the credential set is configured nowhere, so nothing was sent.
 * - `CREDENTIAL_REFUSED`: the vendor did not accept the credential; it is not tried again in this process.
 * - `CREDENTIAL_OF_ANOTHER_IDENTITY`: the configured credential belongs to another account than the token.
 * - `NOT_SENT`: the connection could not be made (refused, no such host, TLS not trusted), a login before the request
 *   failed, the server gave no answer to the first request of this process, or the end that was asked for has passed; the
 *   vendor saw nothing of it.
 * - `REPLY_LOST`: the request may have been carried out, but no usable reply came back: none at all, or one that arrived
 *   without the token that it should hold.
 * - `REQUEST_REFUSED`: the vendor answered, and said no.
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
 * An error of this package. Its message says what the vendor answered and what to do; it never holds a secret,
 * a request or a reply.
 */
export class TokenError extends Error {
  /** Tells these errors from others. */
  override readonly name = "TokenError";

  constructor(
    /** What went wrong; branch on this, never on the message. */
    readonly code: TokenErrorCode,
    message: string,
    /** The HTTP status, where the vendor, or a server on the way, answered. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** Throws what a step before the request that counts failed with: nothing of what that asks for was lost with its reply. */
export function failedBefore(error: unknown): never {
  if (!(error instanceof TokenError) || (error.code !== "REPLY_LOST" && error.status === undefined)) throw error;
  const message = error.message.replace("; the request may have been carried out.", ".");
  throw new TokenError(error.code === "REPLY_LOST" ? "NOT_SENT" : error.code, message);
}

/** A lost reply that left nothing behind: the token was never issued, or was found by its name and revoked. */
export class SettledLoss extends TokenError {
  constructor(message: string) {
    super("REPLY_LOST", message);
  }
}
