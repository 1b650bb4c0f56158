import { rootCertificates } from "node:tls";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, request as send } from "undici";
import { isLoopback } from "./address";
import { exchangeWithConnectionHeaders } from "./connection-headers";
import { encoded, replyOf } from "./http-encoding";
import type { HttpReply, HttpRequest, Send } from "./http-message";
import { type LimitResetsAt, limitIn } from "./limit";
import { backoff, Pacer } from "./pacer";
import { isRefusedConnection, markUnconnected, transportError } from "./transport-error";

/** How a server is reached. */
export interface Connection {
  readonly caCertificate?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** In milliseconds. */
  readonly requestTimeout?: number | undefined;
}

/** How the requests of a process are paced; without it, each sender goes by itself. */
export interface Pace {
  /** The pacer of all requests that the server counts together with this one. */
  readonly pacerOf: (request: HttpRequest) => Pacer;
  readonly limitResetsAt: LimitResetsAt | undefined;
  /** Told when a limit is waited for, once for all that wait. */
  readonly onWait: (resetsAt: number) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const defaultTimeout = 30_000;
/** A timer of Node's that is longer ends at once. */
const longestTimeout = 2_147_483_647;
/** No reply of these vendors comes near; a larger one is not theirs. */
const largestReply = 1_048_576;
const attempts = 3;

const dispatchers = new Map<string, Dispatcher>();

/**
 * A `send` over one kind of connection. All of a kind share their sockets, for as long as the process lives.
 *
 * TLS 1.2 at least, certificates verified; proxies by the usual environment variables; redirects are not followed;
 * a deadline for each request, and a limit to the size of a reply.
 *
 * What it sends is paced as the server asks for with 429.
 */
export function sender(connection: Connection, pace: Partial<Pace> = {}): Send {
  const timeout = Math.min(connection.requestTimeout ?? defaultTimeout, longestTimeout);
  const own = new Pacer();
  const { clock = Date.now, limitResetsAt = () => undefined, onWait = () => {}, pacerOf = () => own } = pace;
  return async (request) => {
    const exchanged = async () => {
      const sentAt = clock();
      return { ...(await exchange(request, connection, timeout)), sentAt };
    };
    for (let attempt = 1; ; attempt++) {
      const last = attempt === attempts;
      try {
        const limited = (reply: HttpReply) => limitIn(reply, clock(), limitResetsAt);
        const reply = await pacerOf(request).send(exchanged, limited, onWait);
        const isPassing = reply.status === 502 || reply.status === 503 || reply.status === 504;
        if (last || !isPassing || !request.idempotent) return reply;
      } catch (error) {
        const failure = transportError(request, error, timeout, largestReply);
        const again = failure.code === "NOT_SENT" ? isRefusedConnection(error) : request.idempotent;
        if (last || !again) throw failure;
      }
      await sleep(backoff(attempt));
    }
  };
}

function tlsOf({ caCertificate, insecureSkipTlsVerify }: Connection) {
  return {
    minVersion: "TLSv1.2" as const,
    rejectUnauthorized: insecureSkipTlsVerify !== true,
    ...(caCertificate === undefined ? {} : { ca: [...rootCertificates, caCertificate] }),
  };
}

function dispatcherFor(connection: Connection, url: string): Dispatcher {
  const tls = tlsOf(connection);
  const options = { maxResponseSize: largestReply };
  // What goes to this machine may go unencrypted, and a proxy would read it.
  const proxied =
    !isLoopback(new URL(url)) &&
    ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].some((name) => process.env[name]);
  const key = JSON.stringify([proxied, connection.caCertificate, connection.insecureSkipTlsVerify]);
  const dispatcher =
    dispatchers.get(key) ??
    (proxied
      ? new EnvHttpProxyAgent({ ...options, connect: tls, requestTls: tls })
      : new Agent({ ...options, connect: connector(tls) }));
  dispatchers.set(key, dispatcher);
  return dispatcher;
}

/** Connects as undici does, and marks what fails on the way: then the vendor saw nothing. */
function connector(tls: ReturnType<typeof tlsOf>): buildConnector.connector {
  const connect = buildConnector(tls);
  return (options, callback) =>
    connect(options, (...outcome) => {
      if (outcome[0] !== null) markUnconnected(outcome[0]);
      callback(...outcome);
    });
}

async function exchange(request: HttpRequest, connection: Connection, timeout: number): Promise<HttpReply> {
  const { headers, body } = encoded(request);
  const signal = AbortSignal.timeout(timeout);
  if (request.connectionHeaders !== undefined) {
    return replyOf(
      await exchangeWithConnectionHeaders(request, headers, body, tlsOf(connection), signal, largestReply),
    );
  }
  const { method, url } = request;
  const dispatcher = dispatcherFor(connection, url);
  const reply = await send(url, { method, headers, dispatcher, signal, ...(body === undefined ? {} : { body }) });
  return replyOf({ status: reply.statusCode, headers: reply.headers, text: await reply.body.text() });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
