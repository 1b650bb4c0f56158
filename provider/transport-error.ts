import { TokenError } from "./errors";
import type { HttpRequest } from "./vendor";

/** The errors in which the request provably never left: the connection itself was not made. */
const unsent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/;

/** Whether a server was there and did not take the connection: it may be starting, so it is worth another try. */
export function isRefusedConnection(error: unknown): boolean {
  return codeOf(error) === "ECONNREFUSED";
}

/**
 * Says what failed on the way: `NOT_SENT` where the vendor saw nothing, else `REPLY_LOST`. The text of the transport's
 * own error is left out, since it may quote the request.
 */
export function transportError(
  { url }: HttpRequest,
  error: unknown,
  timeout: number,
  largestReply: number,
): TokenError {
  const code = codeOf(error);
  const { host } = new URL(url);
  if (untrusted.test(code)) {
    return new TokenError(
      "NOT_SENT",
      `${host} was not reached over TLS (${code}). Where the server has a certificate of its own authority, give it as caCertificate.`,
    );
  }
  if (unsent.has(code)) {
    return new TokenError(
      "NOT_SENT",
      `${host} could not be reached (${code}). Check the address, the network and the proxy.`,
    );
  }
  return new TokenError(
    "REPLY_LOST",
    `${lost(host, code, timeout, largestReply)}; the request may have been carried out.`,
  );
}

function lost(host: string, code: string, timeout: number, largestReply: number): string {
  switch (code) {
    case "TimeoutError":
      return `${host} did not answer within ${timeout / 1000} seconds (requestTimeout)`;
    case "UND_ERR_RES_EXCEEDED_MAX_SIZE":
      return `${host} answered with more than ${largestReply} bytes`;
    default:
      return `the connection to ${host} broke (${code})`;
  }
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
}
