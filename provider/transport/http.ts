import { request as send } from "undici";
import { TokenError } from "../messages/errors";
import { type Connection, dispatcherFor, largestReply, tlsOf } from "./connection";
import { exchangeWithConnectionHeaders } from "./connection-headers";
import { encoded, replyOf } from "./encoding";
import { type LimitResetsAt, limitIn } from "./limit";
import type { HttpReply, HttpRequest, Send } from "./message";
import { Pacer } from "./pacer";
import { ServerGate } from "./server-gate";
import { isRefusedConnection, transportError } from "./transport-error";

/** How the requests of a process go together; without it, each sender goes by itself. */
export interface Pace {
  /** The gate of all servers that the process sends to. */
  readonly servers: ServerGate;
  /** The pacer of all requests that the server counts together with this one. */
  readonly pacerOf: (request: HttpRequest) => Pacer;
  readonly limitResetsAt: LimitResetsAt | undefined;
  /** Told when a limit is waited for, once for all that wait, with its end where the server said it. */
  readonly onWait: (resetsAt: number | undefined) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const defaultTimeout = 30_000;
/** A timer of Node's that is longer ends at once. */
const longestTimeout = 2_147_483_647;
const attempts = 3;

/**
 * A `send` over one kind of connection. All of a kind share their sockets, for as long as the process lives.
 *
 * TLS 1.2 at least, certificates verified; proxies by the usual environment variables; redirects are not followed;
 * a deadline for each request, and a limit to the size of a reply.
 *
 * What it sends is paced as the server asks for with 429. Where a server gave no sign of itself to the first request of
 * the process, nothing more is sent to it.
 */
export function sender(connection: Connection, pace: Partial<Pace> = {}): Send {
  const timeout = Math.min(connection.requestTimeout ?? defaultTimeout, longestTimeout);
  const way = JSON.stringify([timeout, connection.caCertificate, connection.insecureSkipTlsVerify]);
  const own = new Pacer();
  const { clock = Date.now, limitResetsAt = () => undefined, onWait = () => {}, pacerOf = () => own } = pace;
  const { servers = new ServerGate() } = pace;
  const limited = (reply: HttpReply) => limitIn(reply, clock(), limitResetsAt);
  return async (request) => {
    const server = new URL(request.url).origin;
    const exchanged = () => servers.enter(server, way, () => exchange(request, connection, timeout, clock));
    for (let attempt = 1; ; attempt++) {
      const mayRepeat = request.idempotent && attempt < attempts;
      try {
        const reply = await pacerOf(request).send(exchanged, limited, onWait);
        const isPassing = reply.status === 502 || reply.status === 503 || reply.status === 504;
        if (!mayRepeat || !isPassing) return reply;
      } catch (error) {
        const isLost = error instanceof TokenError && error.code === "REPLY_LOST";
        // Nobody waits twice for a server that never answered.
        if (!mayRepeat || !isLost || !servers.isOpen(server)) throw error;
      }
      await sleep(backoff(attempt));
    }
  };
}

/** Sends a request; again, where the server did not take the connection: it may be starting. */
async function exchange(
  request: HttpRequest,
  connection: Connection,
  timeout: number,
  clock: () => number,
): Promise<HttpReply> {
  for (let attempt = 1; ; attempt++) {
    const sentAt = clock();
    try {
      return { ...(await exchangeOnce(request, connection, timeout)), sentAt };
    } catch (error) {
      if (attempt === attempts || !isRefusedConnection(error)) {
        throw transportError(request, error, timeout, largestReply);
      }
    }
    await sleep(backoff(attempt));
  }
}

function backoff(attempt: number): number {
  return 250 * 4 ** (attempt - 1);
}

async function exchangeOnce(request: HttpRequest, connection: Connection, timeout: number): Promise<HttpReply> {
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
