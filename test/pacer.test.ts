import type http from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { sender } from "../provider/http";
import type { HttpReply, HttpRequest } from "../provider/http-message";
import { type Answer, serve } from "./support/loopback";

const issuing = (origin: string): HttpRequest => ({ method: "POST", url: `${origin}/token`, idempotent: false });

const answer = (reply: http.ServerResponse, status: number, headers: http.OutgoingHttpHeaders = {}) =>
  void reply.writeHead(status, headers).end("{}");

/** As many requests at once as a run has to send, of one credential. */
function storm(origin: string, count = 300, onWait = (_resetsAt: number) => {}): Promise<HttpReply[]> {
  const send = sender({}, { onWait });
  return Promise.all(Array.from({ length: count }, () => send(issuing(origin))));
}

const statuses = (replies: readonly HttpReply[]) => [...new Set(replies.map(({ status }) => status))];

/** What of a limit may be met by requests that are under way when the first of them meets it. */
const atOnce = 16;

test("a storm goes on when the limit is over, and few of it meet the limit", async () => {
  let left = 240;
  let refused = 0;
  const server = await serve((reply) => {
    if (left > 0) {
      left -= 1;
      return answer(reply, 200);
    }
    if (refused++ === 0) setTimeout(() => (left = 240), 900);
    answer(reply, 429, { "retry-after": "0" });
  });
  const waits: number[] = [];
  const replies = await storm(server.origin, 300, (resetsAt) => waits.push(resetsAt));
  expect(statuses(replies)).toEqual([200]);
  expect(server.received.length).toBeLessThanOrEqual(300 + atOnce);
  expect(server.received.length).toBeGreaterThan(300);
  expect(waits).toEqual([expect.any(Number)]);
});

test("a limit that lasts is met by few, and told to all: when it ends, and without a request while it lasts", async () => {
  const server = await serve((reply) => answer(reply, 429, { "retry-after": "3600" }));
  const send = sender({});
  const before = Date.now();
  const replies = await Promise.all(Array.from({ length: 300 }, () => send(issuing(server.origin))));
  expect(statuses(replies)).toEqual([429]);
  const sent = server.received.length;
  expect(sent).toBeLessThanOrEqual(atOnce);
  const later = await send(issuing(server.origin));
  for (const { limitedUntil = 0 } of [...replies, later]) {
    // The date of a reply is in whole seconds.
    expect(limitedUntil - before).toBeGreaterThanOrEqual(3_599_000);
    expect(limitedUntil - Date.now()).toBeLessThanOrEqual(3_600_000);
  }
  expect(server.received).toHaveLength(sent);
});

test("a server that never says when is asked by one request at a time, three times in all", async () => {
  const server = await serve((reply) => answer(reply, 429));
  const replies = await storm(server.origin);
  expect(statuses(replies)).toEqual([429]);
  expect(replies[0]?.limitedUntil).toBeUndefined();
  expect(server.received.length).toBeLessThanOrEqual(atOnce + 2);
});

test("what was sent before the limit was met does not lift it", async () => {
  let slow: http.ServerResponse | undefined;
  const server = await serve((reply, attempt) => {
    if (attempt === 1) slow = reply;
    else answer(reply, 429, { "retry-after": "3600" });
  });
  const send = sender({});
  const first = send(issuing(server.origin));
  while (slow === undefined) await after(5);
  expect((await send(issuing(server.origin))).status).toBe(429);
  answer(slow, 200);
  expect((await first).status).toBe(200);
  expect((await send(issuing(server.origin))).status).toBe(429);
  expect(server.received).toHaveLength(2);
});

test("a request that failed after a limit leaves it to the next to see whether it is over", async () => {
  const server = await serve((reply, attempt) => {
    if (attempt <= 2) return answer(reply, 429, { "retry-after": "0" });
    if (attempt === 3) return void reply.socket?.destroy();
    answer(reply, 200);
  });
  const send = sender({});
  const outcomes = await Promise.allSettled([send(issuing(server.origin)), send(issuing(server.origin))]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(server.received).toHaveLength(4);
});

describe("the end of a limit is told by the server's own clock", () => {
  // A server whose clock is an hour ahead of this machine's: taken by this one's, both would last an hour.
  const ahead = 3_600_000;
  const dated = (seconds: number) => new Date(Date.now() + ahead + seconds * 1000).toUTCString();

  test.each<[string, () => http.OutgoingHttpHeaders]>([
    ["as a date in Retry-After", () => ({ "retry-after": dated(0) })],
    ["in a header of the vendor's own", () => ({ "x-reset": String(Math.floor((Date.now() + ahead) / 1000)) })],
  ])("%s", async (_, headers) => {
    const limited: Answer = (reply, attempt) =>
      answer(reply, attempt === 1 ? 429 : 200, { date: dated(0), ...headers() });
    const server = await serve(limited);
    const limitResetsAt = (reply: HttpReply) =>
      reply.headers["x-reset"] === undefined ? undefined : Number(reply.headers["x-reset"]) * 1000;
    expect((await sender({}, { limitResetsAt })(issuing(server.origin))).status).toBe(200);
    expect(server.received).toHaveLength(2);
  });
});

test.each(["soon", "", "-5", "1.5.2001"])("Retry-After %j says nothing", async (value) => {
  const server = await serve((reply, attempt) => answer(reply, attempt === 1 ? 429 : 200, { "retry-after": value }));
  expect((await sender({})(issuing(server.origin))).status).toBe(200);
});
