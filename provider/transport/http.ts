import { request as send } from "undici";
import { TokenError } from "../messages/errors";
import { type Connection, dispatcherFor, largestReply, tlsOf } from "./connection";
import { exchangeWithConnectionHeaders } from "./connection-headers";
import { encoded, replyOf } from "./encoding";
import type { HttpReply, HttpRequest, Send } from "./message";
import { type LimitResetsAt, limitIn } from "./rate-limit-headers";
import { Pacer } from "./rate-limit-retry";
import { ServerGate } from "./server-gate";
import { isRefusedConnection, transportError } from "./transport-error";

/** The objects that coordinate all requests of a process. Without them, each sender works on its own. */
export interface Pace {
  /** The gate for all servers that the process sends to. */
  readonly servers: ServerGate;
  /** Returns the pacer for all requests that the server counts together with this one. */
  readonly pacerOf: (request: HttpRequest) => Pacer;
  readonly limitResetsAt: LimitResetsAt | undefined;
  /** Called once for each limit that requests wait for, with its end if the server named it. */
  readonly onWait: (resetsAt: number | undefined) => void;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const defaultTimeout = 30_000;
/** In milliseconds. A longer timer of Node.js fires at once. */
const longestTimeout = 2_147_483_647;
const attempts = 3;

/**
 * Returns a `send` for connections with these settings. All connections with the same settings share their sockets for
 * as long as the process lives.
 *
 * It uses TLS 1.2 or later and verifies certificates. It takes proxies from the usual environment variables. It does
 * not follow redirects. Each request has a deadline, and the size of a reply is limited.
 *
 * After a 429 it sends at the pace that the server asks for. If a server does not answer the first request of the
 * process, it sends nothing more to that server.
 */
export function sender(connection: Connection, pace: Partial<Pace> = {}): Send {
  const timeout = Math.min(connection.requestTimeout ?? defaultTimeout, longestTimeout);
  const wayOf = ({ clientCertificate }: HttpRequest) =>
    JSON.stringify([timeout, connection.caCertificate, connection.insecureSkipTlsVerify, clientCertificate]);
  const own = new Pacer();
  const { clock = Date.now, limitResetsAt = () => undefined, onWait = () => {}, pacerOf = () => own } = pace;
  const { servers = new ServerGate() } = pace;
  const limited = (reply: HttpReply) => limitIn(reply, clock(), limitResetsAt);
  return async (request) => {
    const server = new URL(request.url).origin;
    const way = wayOf(request);
    let tries = 0;
    const exchanged = async () => {
      const next = tries++ === 0 ? request : ((await request.again?.()) ?? request);
      return servers.enter(server, way, () => exchange(next, connection, timeout, clock));
    };
    for (let attempt = 1; ; attempt++) {
      const mayRepeat = request.idempotent && attempt < attempts;
      try {
        const reply = await pacerOf(request).send(exchanged, limited, onWait);
        const isPassing = reply.status === 502 || reply.status === 503 || reply.status === 504;
        if (!mayRepeat || !isPassing) return reply;
      } catch (error) {
        const isLost = error instanceof TokenError && error.code === "REPLY_LOST";
        // Repeating would only wait again for a server that never answered.
        if (!mayRepeat || !isLost || !servers.isOpen(server)) throw error;
      }
      await sleep(backoff(attempt));
    }
  };
}

/** Sends a request, and repeats it if the server refused the connection: it may be starting. */
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
      await exchangeWithConnectionHeaders(
        request,
        headers,
        body,
        tlsOf(connection, request.clientCertificate),
        signal,
        largestReply,
      ),
    );
  }
  const { clientCertificate, method, url } = request;
  const dispatcher = dispatcherFor(connection, url, clientCertificate);
  const reply = await send(url, { method, headers, dispatcher, signal, ...(body === undefined ? {} : { body }) });
  return replyOf({ status: reply.statusCode, headers: reply.headers, text: await reply.body.text() });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
