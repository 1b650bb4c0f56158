import { TokenError } from "./errors";
import { redact } from "./redaction";
import { nameIn } from "./report";

/** What an operation on a resource fails with: says which, why, and nothing secret. */
export function failureOf(what: string, urn: string | undefined, error: unknown): Error {
  const name = urn === undefined ? "" : ` "${nameIn(urn)}"`;
  const message = redact(`Could not ${what}${name}: ${error instanceof Error ? error.message : String(error)}`);
  const failure = error instanceof TokenError ? new TokenError(error.code, message) : new Error(message);
  return withoutTrace(failure, urn === undefined ? "the access token" : nameIn(urn));
}

/**
 * An error of which Pulumi prints no stack trace.
 *
 * Pulumi shows the message of a failed check, diff, read or delete under the resource. Its provider process prints
 * `${error}: ${error.stack}` too, which stands under the stack: here that is one line that leads to the message.
 *
 * @param subject what failed
 */
export function withoutTrace<E extends Error>(error: E, subject: string): E {
  return Object.defineProperties(error, {
    toString: { value: () => subject },
    stack: { value: "failed; the error under its name says why" },
  });
}
