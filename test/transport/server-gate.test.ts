import { setTimeout as after } from "node:timers/promises";
import type { TokenError } from "../../provider/messages/errors";
import type { Connection } from "../../provider/transport/connection";
import { sender } from "../../provider/transport/http";
import type { HttpRequest } from "../../provider/transport/message";
import { ServerGate } from "../../provider/transport/server-gate";
import { createCertificate } from "../../testing";
import { type Answer, accept, freePort, serve } from "../support/servers/loopback";

const issuing = (origin: string): HttpRequest => ({ method: "POST", url: `${origin}/token`, idempotent: false });
const asking = (origin: string): HttpRequest => ({ method: "GET", url: `${origin}/me`, idempotent: true });

const impatient: Connection = { requestTimeout: 2000 };
const silent: Answer = () => {};
const fine: Answer = (reply) => void reply.end("{}");

/** Senders of one process: each as of a credential of its own. */
function senders() {
  const servers = new ServerGate();
  return (connection: Connection = impatient) => sender(connection, { servers });
}

/** What came of requests: the status, or the code and the message of the failure. */
async function outcomes(requests: readonly Promise<{ status: number }>[]) {
  return Promise.all(
    requests.map((request) =>
      request.then(
        ({ status }) => [status, ""] as const,
        (error: TokenError) => [error.code, error.message] as const,
      ),
    ),
  );
}

test.each([
  ["that issue something", issuing],
  ["that may be carried out twice", asking],
])("of a hundred requests %s to a server that never answers, one is sent", async (_, request) => {
  const server = await serve(silent);
  const of = senders();
  const [first, ...others] = await outcomes(Array.from({ length: 100 }, () => of()(request(server.origin))));
  expect(server.received).toHaveLength(1);
  const host = `127.0.0.1:${server.port}`;
  const advice = "Run again; if the server is slow, give a longer requestTimeout.";
  const finding = `${host} did not answer within 2 seconds (requestTimeout)`;
  expect(first).toEqual(["REPLY_LOST", `${finding}; the request may have been carried out. ${advice}`]);
  expect(others).toHaveLength(99);
  for (const other of others) {
    expect(other).toEqual([
      "NOT_SENT",
      `${finding}. That was the first request of this run to it, so nothing was sent for this one. ${advice}`,
    ]);
  }
  expect(await outcomes([of()(request(server.origin))])).toEqual([others[0]]);
  expect(server.received).toHaveLength(1);
});

test("another run asks again", async () => {
  const server = await serve((reply, attempt, request) => (attempt > 1 ? fine : silent)(reply, attempt, request));
  await outcomes([senders()()(issuing(server.origin))]);
  expect(await outcomes([senders()()(issuing(server.origin))])).toEqual([[200, ""]]);
});

test("a server that does not take the connection is waited for by the first request, for all", async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const of = senders();
  const [first, ...others] = await outcomes(Array.from({ length: 20 }, () => of()(issuing(origin))));
  expect(first).toEqual([
    "NOT_SENT",
    expect.stringMatching(/could not be reached \(ECONNREFUSED\)\. Check the address/),
  ]);
  for (const other of others) {
    expect(other).toEqual([
      "NOT_SENT",
      expect.stringMatching(/\(ECONNREFUSED\)\. .* nothing was sent for this one\. Check/),
    ]);
  }

  const starting = senders();
  const requests = outcomes(Array.from({ length: 20 }, () => starting()(issuing(origin))));
  await after(50);
  const server = await serve(fine, { port });
  expect(new Set((await requests).map(([status]) => status))).toEqual(new Set([200]));
  expect(server.received).toHaveLength(20);
});

test("a server that answered once is not given up for a request that it is slow with", async () => {
  const server = await serve((reply, attempt, request) => (attempt === 2 ? silent : fine)(reply, attempt, request));
  const of = senders();
  await of()(issuing(server.origin));
  const all = await outcomes(Array.from({ length: 10 }, () => of()(issuing(server.origin))));
  expect(all.filter(([code]) => code === "REPLY_LOST")).toHaveLength(1);
  expect(all.filter(([code]) => code === 200)).toHaveLength(9);
  expect(server.received).toHaveLength(11);
});

test.each<[string, Answer]>([
  ["refuses", (reply) => void reply.writeHead(503).end()],
  ["cuts the connection", (reply) => void reply.socket?.destroy()],
])("a server that %s is there, and each request is sent", async (_, answer) => {
  const server = await serve(answer);
  const of = senders();
  await outcomes(Array.from({ length: 10 }, () => of()(issuing(server.origin))));
  expect(server.received).toHaveLength(10);
});

test("all else waits for the first request, and goes at once and together when it was answered", async () => {
  const replies: (() => void)[] = [];
  const server = await serve((reply) => void replies.push(() => void reply.end("{}")));
  const of = senders();
  const requests = outcomes(Array.from({ length: 10 }, () => of({ requestTimeout: 20_000 })(issuing(server.origin))));
  while (replies.length === 0) await after(5);
  await after(50);
  expect(replies).toHaveLength(1);
  replies[0]?.();
  while (replies.length < 10) await after(5);
  for (const reply of replies.slice(1)) reply();
  expect(new Set((await requests).map(([status]) => status))).toEqual(new Set([200]));
});

test("what one connection does not reach, another may: a longer time-out, or trust in the certificate", async () => {
  const slow = await serve((reply) => void setTimeout(() => reply.end("{}"), 4000));
  const of = senders();
  expect((await outcomes([of()(issuing(slow.origin))])).map(([code]) => code)).toEqual(["REPLY_LOST"]);
  expect(await outcomes([of({ requestTimeout: 20_000 })(issuing(slow.origin))])).toEqual([[200, ""]]);

  const certificate = await createCertificate();
  try {
    const tls = await serve(fine, { tls: { cert: certificate.cert, key: certificate.key } });
    const [first, second] = await outcomes([of()(issuing(tls.origin)), of()(issuing(tls.origin))]);
    expect(first).toEqual(["NOT_SENT", expect.stringMatching(/not reached over TLS/)]);
    expect(second).toEqual([
      "NOT_SENT",
      expect.stringMatching(/not reached over TLS .* nothing was sent for this one/),
    ]);
    const trusting = of({ caCertificate: certificate.cert });
    expect(await outcomes([trusting(issuing(tls.origin))])).toEqual([[200, ""]]);
  } finally {
    await certificate.close();
  }
});

test("one server that never answers is not another", async () => {
  const [dead, alive] = await Promise.all([accept(() => {}), serve(fine)]);
  const of = senders();
  const origins = [`http://127.0.0.1:${dead}`, alive.origin];
  expect((await outcomes(origins.map((origin) => of()(issuing(origin))))).map(([code]) => code)).toEqual([
    "REPLY_LOST",
    200,
  ]);
});
