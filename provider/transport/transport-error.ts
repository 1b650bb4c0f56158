import { TokenError } from "../messages/errors";
import type { HttpRequest } from "./message";

/** The code of a reply that is larger than any of these vendors sends. */
export const tooLarge = "UND_ERR_RES_EXCEEDED_MAX_SIZE";

const unconnected = new WeakSet<object>();

/** Remembers that this error came before there was a connection: the vendor saw nothing. */
export function markUnconnected(error: Error): void {
  unconnected.add(error);
}

/**
 * A server that gave no sign of itself: it was not reached, or did not answer in time. Its code is that of the request it
 * happened to.
 */
export class NoAnswer extends TokenError {
  constructor(
    code: "NOT_SENT" | "REPLY_LOST",
    private readonly finding: string,
    private readonly advice: string,
  ) {
    super(code, `${finding}${code === "REPLY_LOST" ? mayBeCarriedOut : ""}. ${advice}`);
  }

  /** What is said of a request that waited for this one, and was not sent. */
  forNext(): TokenError {
    const why = "That was the first request of this run to it, so nothing was sent for this one.";
    return new TokenError("NOT_SENT", `${this.finding}. ${why} ${this.advice}`);
  }
}

const mayBeCarriedOut = "; the request may have been carried out";

/** What a proxy's client reports before there is a connection to the server behind it, where nothing was marked. */
const unsent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO_|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|^ERR_INVALID_URL$/;

/** The code of a request that cannot be sent as it is, to whichever server. */
const invalid = "UND_ERR_INVALID_ARG";

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
  if (code === invalid) {
    return new TokenError("NOT_SENT", `the request to ${host} cannot be sent (${code}). Check the arguments.`);
  }
  if (error instanceof Error && /^Proxy response \(\d+\)/.test(error.message)) {
    return new NoAnswer("NOT_SENT", `the proxy did not let ${host} be reached`, "Check the proxy and NO_PROXY.");
  }
  if (unsent.test(code) || (typeof error === "object" && error !== null && unconnected.has(error))) {
    return aboutTls.test(code)
      ? new NoAnswer("NOT_SENT", `${host} was not reached over TLS (${code})`, tlsAdvice)
      : new NoAnswer(
          "NOT_SENT",
          `${host} could not be reached (${code})`,
          "Check the address, the network and the proxy.",
        );
  }
  if (code === "TimeoutError") {
    const finding = `${host} did not answer within ${timeout / 1000} seconds (requestTimeout)`;
    return new NoAnswer("REPLY_LOST", finding, "Run again; where the server is slow, give a longer requestTimeout.");
  }
  const [finding, advice] =
    code === tooLarge
      ? [`${host} answered with more than ${largestReply} bytes`, "Check the address and the proxy."]
      : [`the connection to ${host} broke (${code})`, "Run again; check the network and the proxy."];
  return new TokenError("REPLY_LOST", `${finding}${mayBeCarriedOut}. ${advice}`);
}

const tlsAdvice = "Where the server has a certificate of its own authority, give it as caCertificate.";

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
}
