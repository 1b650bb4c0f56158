import { rootCertificates } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent, request as send } from "undici";
import { TokenError } from "./errors";
import type { HttpReply, HttpRequest, Send } from "./vendor";

/** How a server is reached. */
export interface Connection {
  readonly caCertificate?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** In milliseconds. */
  readonly requestTimeout?: number | undefined;
}

const defaultTimeout = 30_000;
/** No reply of these vendors comes near; a larger one is not theirs. */
const largestReply = 1_048_576;
const attempts = 3;
/** Past this a limit is reported instead of waited for, so that a run does not hang without a word. */
const longestWait = 90_000;

/** The errors in which the request provably never left: the connection itself was not made. */
const unsent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const dispatchers = new Map<string, Dispatcher>();

/**
 * A `send` over one kind of connection. All of a kind share their sockets, for as long as the process lives.
 *
 * TLS 1.2 at least, certificates verified; proxies by the usual environment variables; redirects are not followed;
 * a deadline for each request, and a limit to the size of a reply.
 *
 * @param limitResetsAt reads a vendor's own header that says when requests are accepted again
 */
export function sender(
  connection: Connection,
  limitResetsAt: (reply: HttpReply, now: number) => number | undefined = () => undefined,
): Send {
  const dispatcher = dispatcherFor(connection);
  const timeout = connection.requestTimeout ?? defaultTimeout;
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === attempts;
      try {
        const reply = await exchange(request, dispatcher, timeout);
        const wait = waitAfter(request, reply, attempt, limitResetsAt);
        if (last || wait === undefined || wait > longestWait) return reply;
        await sleep(wait);
      } catch (error) {
        const failure = transportError(request, error, timeout);
        const again = failure.code === "NOT_SENT" ? isRefusedConnection(error) : request.idempotent;
        if (last || !again) throw failure;
        await sleep(backoff(attempt));
      }
    }
  };
}

function dispatcherFor({ caCertificate, insecureSkipTlsVerify }: Connection): Dispatcher {
  const key = JSON.stringify([caCertificate, insecureSkipTlsVerify]);
  const tls = {
    minVersion: "TLSv1.2" as const,
    rejectUnauthorized: insecureSkipTlsVerify !== true,
    ...(caCertificate === undefined ? {} : { ca: [...rootCertificates, caCertificate] }),
  };
  const options = { maxResponseSize: largestReply };
  const proxied = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].some((name) => process.env[name]);
  const dispatcher =
    dispatchers.get(key) ??
    (proxied
      ? new EnvHttpProxyAgent({ ...options, connect: tls, requestTls: tls })
      : new Agent({ ...options, connect: tls }));
  dispatchers.set(key, dispatcher);
  return dispatcher;
}

async function exchange(request: HttpRequest, dispatcher: Dispatcher, timeout: number): Promise<HttpReply> {
  const { contentType, body } = encode(request);
  const reply = await send(request.url, {
    method: request.method,
    headers: withoutUndefined({ accept: "application/json", "content-type": contentType, ...request.headers }),
    ...(body === undefined ? {} : { body }),
    dispatcher,
    signal: AbortSignal.timeout(timeout),
  });
  const text = await reply.body.text();
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  return { status: reply.statusCode, headers, text, json: jsonObject(text) };
}

function encode({ form, json }: HttpRequest): { contentType: string | undefined; body: string | undefined } {
  if (json !== undefined) return { contentType: "application/json", body: JSON.stringify(json) };
  if (form === undefined) return { contentType: undefined, body: undefined };
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((item): [string, string] => [name, item as string]),
  );
  return { contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(pairs).toString() };
}

function withoutUndefined(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function jsonObject(text: string): HttpReply["json"] {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as object as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** How long to wait before the same request is sent again; `undefined` where it is not. */
function waitAfter(
  request: HttpRequest,
  reply: HttpReply,
  attempt: number,
  limitResetsAt: (reply: HttpReply, now: number) => number | undefined,
): number | undefined {
  if (reply.status === 429) {
    const now = Date.now();
    const seconds = Number(reply.headers["retry-after"] ?? Number.NaN);
    const resetsAt = Number.isFinite(seconds) ? now + seconds * 1000 : limitResetsAt(reply, now);
    // A second more than asked for: the two clocks need not agree.
    return resetsAt === undefined ? backoff(attempt) : Math.max(0, resetsAt - now) + 1000;
  }
  const passing = reply.status === 502 || reply.status === 503 || reply.status === 504;
  return passing && request.idempotent ? backoff(attempt) : undefined;
}

function backoff(attempt: number): number {
  return 250 * 4 ** (attempt - 1);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
}

function isRefusedConnection(error: unknown): boolean {
  return codeOf(error) === "ECONNREFUSED";
}

function isUntrusted(error: unknown): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(codeOf(error));
}

/** Says what failed without the text of the transport's own error, which may quote the request. */
function transportError(request: HttpRequest, error: unknown, timeout: number): TokenError {
  const code = codeOf(error);
  const host = new URL(request.url).host;
  if (isUntrusted(error)) {
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
  const what =
    code === "TimeoutError"
      ? `${host} did not answer within ${timeout / 1000} seconds (requestTimeout)`
      : code === "UND_ERR_RES_EXCEEDED_MAX_SIZE"
        ? `${host} answered with more than ${largestReply} bytes`
        : `the connection to ${host} broke (${code})`;
  return new TokenError("REPLY_LOST", `${what}; the request may have been carried out.`);
}
