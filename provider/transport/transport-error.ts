import { TokenError } from "../messages/errors";
import type { HttpRequest } from "./message";

/** The error code for a reply that is larger than `largestReply`. */
export const tooLarge = "UND_ERR_RES_EXCEEDED_MAX_SIZE";

const unconnected = new WeakSet<object>();

/** Remembers that this error occurred before the connection existed: the vendor received nothing. */
export function markUnconnected(error: Error): void {
  unconnected.add(error);
}

/**
 * The error of a request whose server could not be reached or did not answer in time. If it was the first request to
 * that server, `ServerGate` sends no other.
 */
export class NoAnswer extends TokenError {
  constructor(
    code: "NOT_SENT" | "REPLY_LOST",
    private readonly finding: string,
    private readonly advice: string,
  ) {
    super(code, `${finding}${code === "REPLY_LOST" ? mayBeCarriedOut : ""}. ${advice}`);
  }

  /** Returns the error for a request that waited for this one and was not sent. */
  forNext(): TokenError {
    const why = "That was the first request of this run to it, so nothing was sent for this one.";
    return new TokenError("NOT_SENT", `${this.finding}. ${why} ${this.advice}`);
  }
}

const mayBeCarriedOut = "; the request may have been carried out";

/** Error codes that occur before the connection exists. Errors behind a proxy are not marked, so their codes decide. */
const unsent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|UNABLE_TO_|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|UNKNOWN_CA|^ERR_INVALID_URL$/;

/** The code for a request that cannot be sent to any server. */
const invalid = "UND_ERR_INVALID_ARG";

const aboutTls = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/;

/** Returns whether a server refused the connection. It may be starting, so another try may succeed. */
export function isRefusedConnection(error: unknown): boolean {
  return codeOf(error) === "ECONNREFUSED";
}

/**
 * Returns the error for a failed connection: `NOT_SENT` if the vendor received nothing, else `REPLY_LOST`. It leaves
 * out the message of the original error, which may quote the request.
 */
export function transportError(
  { clientCertificate, url }: HttpRequest,
  error: unknown,
  timeout: number,
  largestReply: number,
): TokenError {
  const code = codeOf(error);
  const { host } = new URL(url);
  // Some servers refuse a certificate by closing the connection without a word.
  const certificate = clientCertificate === undefined ? "" : "certificate and privateKey, ";
  if (code === invalid) {
    return new TokenError("NOT_SENT", `the request to ${host} cannot be sent (${code}). Check the arguments.`);
  }
  if (error instanceof Error && /^Proxy response \(\d+\)/.test(error.message)) {
    return new NoAnswer("NOT_SENT", `the proxy refused the connection to ${host}`, "Check the proxy and NO_PROXY.");
  }
  if (unsent.test(code) || (typeof error === "object" && error !== null && unconnected.has(error))) {
    return aboutTls.test(code)
      ? new NoAnswer("NOT_SENT", `${host} was not reached over TLS (${code})`, tlsAdviceOn(code))
      : new NoAnswer(
          "NOT_SENT",
          `${host} could not be reached (${code})`,
          `Check ${certificate}the address, the network and the proxy.`,
        );
  }
  if (code === "TimeoutError") {
    const finding = `${host} did not answer within ${timeout / 1000} seconds (requestTimeout)`;
    return new NoAnswer("REPLY_LOST", finding, "Run again; if the server is slow, give a longer requestTimeout.");
  }
  const [finding, advice] =
    code === tooLarge
      ? [`${host} answered with more than ${largestReply} bytes`, "Check the address and the proxy."]
      : [`the connection to ${host} broke (${code})`, `Run again; check ${certificate}the network and the proxy.`];
  return new TokenError("REPLY_LOST", `${finding}${mayBeCarriedOut}. ${advice}`);
}

/** An alert is what the server says of the client. All else is what the client finds of the server. */
function tlsAdviceOn(code: string): string {
  return /ALERT/.test(code) && /CERT|UNKNOWN_CA|HANDSHAKE_FAILURE/.test(code)
    ? "The server refused the client's certificate, or wants one: check certificate and privateKey, and what the server trusts."
    : "If a certificate authority of your own signed the server's certificate, give it as caCertificate.";
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
}
