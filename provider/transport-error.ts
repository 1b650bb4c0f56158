import { TokenError } from "./errors";
import type { HttpRequest } from "./http-message";

/** The code of a reply that is larger than any of these vendors sends. */
export const tooLarge = "UND_ERR_RES_EXCEEDED_MAX_SIZE";

const unconnected = new WeakSet<object>();

/** Remembers that this error came before there was a connection: the vendor saw nothing. */
export function markUnconnected(error: Error): void {
  unconnected.add(error);
}

/** What a proxy's client reports before there is a connection to the server behind it, where nothing was marked. */
const unsent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO_|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|^ERR_INVALID_URL$|^UND_ERR_INVALID_ARG$/;

const aboutTls = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/;

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
  const refusedByProxy = error instanceof Error && /^Proxy response \(\d+\)/.test(error.message);
  if (refusedByProxy) {
    return new TokenError("NOT_SENT", `the proxy did not let ${host} be reached. Check the proxy and NO_PROXY.`);
  }
  const isUnsent = unsent.test(code) || (typeof error === "object" && error !== null && unconnected.has(error));
  if (!isUnsent) {
    return new TokenError(
      "REPLY_LOST",
      `${lost(host, code, timeout, largestReply)}; the request may have been carried out. ${lossAdvice(code)}`,
    );
  }
  const advice = aboutTls.test(code)
    ? `was not reached over TLS (${code}). Where the server has a certificate of its own authority, give it as caCertificate.`
    : `could not be reached (${code}). Check the address, the network and the proxy.`;
  return new TokenError("NOT_SENT", `${host} ${advice}`);
}

function lost(host: string, code: string, timeout: number, largestReply: number): string {
  switch (code) {
    case "TimeoutError":
      return `${host} did not answer within ${timeout / 1000} seconds (requestTimeout)`;
    case tooLarge:
      return `${host} answered with more than ${largestReply} bytes`;
    default:
      return `the connection to ${host} broke (${code})`;
  }
}

function lossAdvice(code: string): string {
  if (code === "TimeoutError") return "Run again; where the server is slow, give a longer requestTimeout.";
  return code === tooLarge ? "Check the address and the proxy." : "Run again; check the network and the proxy.";
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
}
