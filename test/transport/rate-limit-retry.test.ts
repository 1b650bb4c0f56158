import type http from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { sender } from "../../provider/transport/http";
import type { HttpReply, HttpRequest } from "../../provider/transport/message";
import { limitIn } from "../../provider/transport/rate-limit-headers";
import { Pacer } from "../../provider/transport/rate-limit-retry";
import { replyOf } from "../support/checks/operation";
import { type Answer, serve } from "../support/servers/loopback";

const issuing = (origin: string): HttpRequest => ({ method: "POST", url: `${origin}/token`, idempotent: false });

const answer = (reply: http.ServerResponse, status: number, headers: http.OutgoingHttpHeaders = {}) =>
  void reply.writeHead(status, headers).end("{}");

/** As many requests at once as a run has to send, of one credential. */
function storm(origin: string, count = 300, onWait = (_resetsAt: number | undefined) => {}): Promise<HttpReply[]> {
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
  const waits: unknown[] = [];
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

describe("a server that never says when", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** Requests of one credential, and when each reached the server, in seconds; `accepts` tells those it takes. */
  async function limited(accepts: (attempt: number) => boolean = () => false) {
    const pacer = new Pacer();
    const sent: number[] = [];
    const waits: unknown[] = [];
    const begin = performance.now();
    const exchange = async () => {
      sent.push((performance.now() - begin) / 1000);
      return replyOf({ status: accepts(sent.length) ? 200 : 429 });
    };
    const send = () =>
      pacer.send(
        exchange,
        () => ({}),
        (resetsAt) => void waits.push(resetsAt),
      );
    const replies = Promise.all(Array.from({ length: 300 }, send));
    await jest.runAllTimersAsync();
    return { pacer, replies: await replies, send, sent, waits };
  }

  test("is asked by one request at a time, at times that grow apart, for about a minute in all", async () => {
    const { replies, send, sent, waits } = await limited();
    expect(statuses(replies)).toEqual([429]);
    expect(sent.slice(0, atOnce)).toEqual(Array(atOnce).fill(0));
    const tries = [0, ...sent.slice(atOnce)];
    expect(tries).toHaveLength(7);
    const gaps = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
    for (const [index, gap] of gaps.entries()) expect(gap / 2 ** index).toBeCloseTo(1, -0.4);
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(tries.at(-1)).toBeGreaterThan(45);
    expect(tries.at(-1)).toBeLessThan(80);
    expect(waits).toEqual([undefined]);
    for (const { limitedUntil, refusals, refusedFor = 0 } of [...replies, await send()]) {
      expect([limitedUntil, refusals, refusedFor / 1000]).toEqual([undefined, 7, expect.closeTo(tries.at(-1) ?? 0)]);
    }
    expect(sent).toHaveLength(atOnce + 6);
  });

  test("is asked at other times by each run", async () => {
    const [one, other] = [await limited(), await limited()];
    expect(one.sent).not.toEqual(other.sent);
  });

  test("goes on with all once it accepts one", async () => {
    const { replies, sent } = await limited((attempt) => attempt > atOnce + 3);
    expect(statuses(replies)).toEqual([200]);
    expect(sent).toHaveLength(300 + atOnce + 3);
    expect(new Set(sent.slice(atOnce + 3)).size).toBe(1);
  });
});

test("what was sent before the limit was met does not lift it", async () => {
  let slow: http.ServerResponse | undefined;
  const server = await serve((reply, attempt) => {
    if (attempt === 1) answer(reply, 200);
    else if (attempt === 2) slow = reply;
    else answer(reply, 429, { "retry-after": "3600" });
  });
  const send = sender({});
  await send(issuing(server.origin));
  const early = send(issuing(server.origin));
  while (slow === undefined) await after(5);
  expect((await send(issuing(server.origin))).status).toBe(429);
  answer(slow, 200);
  expect((await early).status).toBe(200);
  expect((await send(issuing(server.origin))).status).toBe(429);
  expect(server.received).toHaveLength(3);
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

describe("what a 429 says of its limit", () => {
  const now = Date.UTC(2026, 5, 7, 8, 9, 10);
  const waitOf = (headers: Record<string, string>) => {
    const { resetsAt } = limitIn(replyOf({ status: 429, headers }), now, () => undefined);
    return resetsAt === undefined ? undefined : (resetsAt - now) / 1000;
  };
  const epoch = now / 1000;

  test.each<[Record<string, string>, number | undefined]>([
    [{ "ratelimit-reset": "30" }, 30],
    [{ "x-ratelimit-reset": "30" }, 30],
    [{ "x-rate-limit-reset": "30" }, 30],
    [{ "x-ratelimit-reset": `${epoch + 30}` }, 30],
    [{ "x-ratelimit-reset": `${epoch + 30}.5` }, 30.5],
    [{ "x-rate-limit-reset": `${epoch + 30}` }, 30],
    [{ "x-rate-limit-reset": `${now + 30_000}` }, 30],
    [{ ratelimit: "limit=100, remaining=0, reset=30" }, 30],
    [{ ratelimit: '"default";r=0;t=30' }, 30],
    [{ ratelimit: "default; r=0; t=30; pk=:cHsdsRa894==:" }, 30],
    [{ ratelimit: '"second";r=0;t=1, "minute, t=9";r=0;t=30, "hour";r=900;t=2400' }, 30],
    [{ ratelimit: '"hour";r=900;t=2400' }, undefined],
    [{ "retry-after": "5", "ratelimit-reset": "30", ratelimit: '"default";r=0;t=40' }, 5],
    [{ "x-ratelimit-reset": "soon", ratelimit: '"default";r=0;t=30' }, 30],
    [{ "x-ratelimit-reset": "soon" }, undefined],
    [{ "x-ratelimit-reset": "" }, undefined],
    [{ "ratelimit-reset": "-5" }, undefined],
    [{ ratelimit: "" }, undefined],
    [{ ratelimit: ',;=";' }, undefined],
  ])("%j", (headers, wait) => expect(waitOf(headers)).toBe(wait));

  test("the vendor's own header goes before those that servers have in common", () => {
    const reply = replyOf({ status: 429, headers: { "x-ratelimit-reset": "30" } });
    expect(limitIn(reply, now, () => now + 5000).resetsAt).toBe(now + 5000);
  });
});
