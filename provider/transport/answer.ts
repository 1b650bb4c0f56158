import { TokenError } from "../messages/errors";
import { redact } from "../messages/redaction";
import { formatDuration } from "../policy/duration";
import { rfc3339 } from "../state/token-state";
import type { HttpReply } from "./message";

/** A vendor's own words for an error. */
export interface Fault {
  /** Its code, as the vendor writes it. */
  readonly code?: string | undefined;
  /** Its sentence for people. */
  readonly message?: string | undefined;
}

const longestMessage = 300;

/** What was answered, in one line: `the OAuth 2.0 server answered 400 invalid_scope: "..."`. */
function answerText(title: string, { status }: HttpReply, { code, message }: Fault): string {
  // Before it is folded and cut: a secret that was cut would no longer be known.
  const words = redact(message ?? "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longestMessage);
  return `${title} answered ${status}${code ? ` ${code}` : ""}${words ? `: "${words}"` : ""}`;
}

/** The vendor answered, and said no. `advice` is a sentence on what to do, where there is more to say than of any status. */
export function refused(title: string, reply: HttpReply, fault: Fault, advice = usualAdvice(reply)): TokenError {
  const sentences = [`${answerText(title, reply, fault)}.`, advice, reply.status === 429 ? limitText(reply) : ""];
  return new TokenError("REQUEST_REFUSED", sentences.filter(Boolean).join(" "), reply.status);
}

/** When a limit ends, and what was tried. What was done before it was met is in state. */
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
  if (status >= 500) return "The server failed, or one before it: run again later.";
  if (status >= 300 && status < 400) return "Redirects are not followed: check the address.";
  if (status < 300 && textOf(reply.json?.error) !== undefined) return "Check the arguments of the resource.";
  if (status < 300 || isPage(reply)) return "Check the address and the proxy: this is no answer of the API.";
  if (status === 404) return "Check the address, and that what is named there exists.";
  return status === 403 ? "Check what this account may do." : "Check the arguments of the resource.";
}

/** A page for people in the place of an answer, as proxies and login pages send it with any status: it tells nothing. */
export function isPage({ text }: HttpReply): boolean {
  return /^\s*</.test(text);
}

/**
 * What the reply to a request with nothing but a token says of it: 401 that it is not accepted, 403 that it is, and may
 * not do this; `undefined` where it says neither.
 */
export function isAccepted(reply: HttpReply): boolean | undefined {
  if (isPage(reply)) return undefined;
  return reply.status === 200 || reply.status === 403 ? true : reply.status === 401 ? false : undefined;
}

/** The vendor did not accept the credential: it is not sent again in this process. */
export function credentialRefused(title: string, reply: HttpReply, fault: Fault, advice: string): TokenError {
  return new TokenError("CREDENTIAL_REFUSED", `${answerText(title, reply, fault)}. ${advice}`);
}

/** A success without the content that the vendor's contract names: what happened at the vendor is not known. */
export function notConform(title: string, reply: HttpReply, lacks: string): TokenError {
  return new TokenError(
    "REPLY_LOST",
    `${answerText(title, reply, {})}, but ${lacks}; the request may have been carried out. Check the address and the proxy.`,
  );
}

/** A field of a reply where it is a string that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
