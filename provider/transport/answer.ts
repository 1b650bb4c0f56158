import { TokenError } from "../messages/errors";
import { redact } from "../messages/redaction";
import { formatDuration } from "../policy/duration";
import { rfc3339 } from "../policy/rfc3339";
import type { HttpReply } from "./message";

/** An error in the vendor's own words. */
export interface Fault {
  /** The code, as the vendor writes it. */
  readonly code?: string | undefined;
  /** The vendor's message for people. */
  readonly message?: string | undefined;
}

/** Ory Hydra explains the code first, in up to 260 characters, and then says what was wrong. */
const longestMessage = 500;

/** Returns the answer in one line: `the OAuth 2.0 server answered 400 invalid_scope: "..."`. */
function answerText(title: string, { status }: HttpReply, { code, message }: Fault): string {
  // Redacted before it is shortened: `redact` would not recognize a secret that was cut.
  const line = redact(message ?? "")
    .replace(/\s+/g, " ")
    .trim();
  const words = line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
  return `${title} answered ${status}${code ? ` ${code}` : ""}${words ? `: "${words}"` : ""}`;
}

/**
 * Returns the error for an answer that refuses the request.
 *
 * @param advice a sentence on what to do, if it can be more exact than the usual one for the status
 */
export function refused(title: string, reply: HttpReply, fault: Fault, advice = usualAdvice(reply)): TokenError {
  const sentences = [`${answerText(title, reply, fault)}.`, advice, reply.status === 429 ? limitText(reply) : ""];
  return new TokenError("REQUEST_REFUSED", sentences.filter(Boolean).join(" "), reply.status);
}

/** Returns when a limit ends and how often it was tried. Work done before the limit is in state already. */
function limitText({ limitedUntil, refusals = 1, refusedFor = 0 }: HttpReply): string {
  const tried = refusals === 1 ? "" : `, and refused ${refusals} tries within ${formatDuration(refusedFor)}`;
  const [when, then] =
    limitedUntil === undefined
      ? ["It does not say when it accepts requests again", "later"]
      : [`It accepts requests again from ${rfc3339(limitedUntil)} on`, "then"];
  return `${when}${tried}: run again ${then}, and the run goes on where this one stopped.`;
}

function usualAdvice(reply: HttpReply): string {
  const { status } = reply;
  if (status === 429) return "";
  if (status >= 500) return "The server, or one before it, failed: run again later.";
  if (status >= 300 && status < 400) return "Redirects are not followed: check the address.";
  if (status < 300 && textOf(reply.json?.error) !== undefined) return "Check the arguments of the resource.";
  if (status < 300 || isPage(reply)) return "Check the address and the proxy: this answer does not come from the API.";
  if (status === 404) return "Check the address, and whether the object that it names exists.";
  return status === 403 ? "Check the permissions of this account." : "Check the arguments of the resource.";
}

/**
 * Returns whether a reply is an HTML page instead of an answer of the API. Proxies and login pages send one with any
 * status, so the status means nothing.
 */
export function isPage({ text }: HttpReply): boolean {
  return /^\s*</.test(text);
}

/**
 * Returns whether the vendor accepts a token, from the reply to a request that sent only the token: `true` for 200 and
 * for 403 (accepted, but not permitted), `false` for 401, otherwise `undefined`.
 */
export function isAccepted(reply: HttpReply): boolean | undefined {
  if (isPage(reply)) return undefined;
  return reply.status === 200 || reply.status === 403 ? true : reply.status === 401 ? false : undefined;
}

/** Returns the error for a credential that the vendor did not accept. This process does not send it again. */
export function credentialRefused(title: string, reply: HttpReply, fault: Fault, advice: string): TokenError {
  return new TokenError("CREDENTIAL_REFUSED", `${answerText(title, reply, fault)}. ${advice}`);
}

/**
 * Returns the error for a success whose content is not what the vendor's contract promises. Nobody knows then whether
 * the vendor carried out the request.
 */
export function notConform(title: string, reply: HttpReply, lacks: string): TokenError {
  return new TokenError(
    "REPLY_LOST",
    `${answerText(title, reply, {})}, but ${lacks}; the request may have been carried out. Check the address and the proxy.`,
  );
}

/** Returns a field of a reply if it is a string that is not empty, else `undefined`. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
