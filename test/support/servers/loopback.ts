import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";

/** One request as a server got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a request; `attempt` counts from 1. */
export type Answer = (reply: http.ServerResponse, attempt: number, request: Received) => void;

/** A server of one's own on loopback, which keeps what it was sent. */
export interface Loopback {
  readonly origin: string;
  readonly port: number;
  readonly received: Received[];
  /** How many connections were made to it. */
  connections(): number;
  close(): Promise<void>;
}

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Starts a server, for the test that runs; with the options of TLS it is one of HTTPS. */
export async function serve(
  answer: Answer,
  { port = 0, tls }: { port?: number; tls?: https.ServerOptions } = {},
): Promise<Loopback> {
  const received: Received[] = [];
  const handle: http.RequestListener = async (request, reply) => {
    const body = await text(request).catch(() => "");
    const { headers, method = "", url = "" } = request;
    const entry = { method, url, headers, body };
    received.push(entry);
    answer(reply, received.length, entry);
  };
  const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
  const started = await listen(server, port);
  const scheme = tls === undefined ? "http" : "https";
  return { ...started, origin: `${scheme}://127.0.0.1:${started.port}`, received };
}

/** Starts a proxy, for the test that runs: it tunnels (CONNECT) and forwards, all of it to one port of loopback. */
export async function proxy(target: number, refuseWith?: number): Promise<Loopback> {
  const received: Received[] = [];
  const note = ({ headers, method = "", url = "" }: http.IncomingMessage) =>
    received.push({ method, url, headers, body: "" });
  const server = http.createServer(async (request, reply) => {
    note(request);
    const { pathname } = new URL(request.url ?? "");
    const forwarded = http.request({ port: target, method: request.method, path: pathname, headers: request.headers });
    request.pipe(forwarded);
    const [answer] = (await once(forwarded, "response")) as [http.IncomingMessage];
    reply.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(reply);
  });
  server.on("connect", (request: http.IncomingMessage, client: Duplex) => {
    note(request);
    if (refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const socket = connect(target, "127.0.0.1", () => client.write("HTTP/1.1 200 Connection established\r\n\r\n"));
    client.on("error", () => socket.destroy());
    socket.on("error", () => client.destroy());
    client.pipe(socket).pipe(client);
  });
  const started = await listen(server, 0);
  return { ...started, origin: `http://127.0.0.1:${started.port}`, received };
}

/** Starts a server of bare connections, for the test that runs. */
export async function accept(handle: (socket: Socket) => void): Promise<number> {
  return (await listen(createServer(handle), 0)).port;
}

/** A port of loopback on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = http.createServer();
  const { port, close } = await listen(server, 0);
  await close();
  return port;
}

async function listen(server: Server, port: number) {
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    // Also those of a tunnel, which the server no longer counts as its own.
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  open.push({ close });
  return { port: (server.address() as AddressInfo).port, connections: () => connections, close };
}
