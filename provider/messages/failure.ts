import { TokenError } from "./errors";
import { redact } from "./redaction";
import { nameIn } from "./report";

/** Returns the error of a failed operation. It names the resource and the cause, and holds no secret. */
export function failureOf(what: string, urn: string | undefined, error: unknown): Error {
  const name = urn === undefined ? "" : ` "${nameIn(urn)}"`;
  const message = redact(`Could not ${what}${name}: ${error instanceof Error ? error.message : String(error)}`);
  const failure = error instanceof TokenError ? new TokenError(error.code, message) : new Error(message);
  return withoutTrace(failure, urn === undefined ? "the access token" : nameIn(urn));
}

/**
 * Makes Pulumi print no stack trace of an error.
 *
 * Pulumi shows the message of a failed check, diff, read or delete under the resource. Its provider process also prints
 * `${error}: ${error.stack}`, which Pulumi shows under the stack. This makes it one line that points to the message.
 *
 * @param subject the name of what failed
 */
export function withoutTrace<E extends Error>(error: E, subject: string): E {
  return Object.defineProperties(error, {
    toString: { value: () => subject },
    stack: { value: "failed; the error under its name says why" },
  });
}
