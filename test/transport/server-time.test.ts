import fc from "fast-check";
import { clockOffset, ServerTime } from "../../provider/transport/server-time";
import { replyOf } from "../support/checks/operation";

const now = Date.UTC(2026, 1, 28, 23, 59, 59, 500);

/** A request to a server that is so far ahead: how long the ways there and back take, and when within a second it is sent. */
const exchange = (ahead: fc.Arbitrary<number>) =>
  fc
    .record({ ahead, there: fc.nat(30_000), back: fc.nat(30_000), fraction: fc.nat(999) })
    .map(({ ahead, back, fraction, there }) => {
      const sentAt = now + fraction;
      const answered = sentAt + there;
      // The date of a reply is in whole seconds.
      const date = Math.floor((answered + ahead) / 1000) * 1000;
      return { ahead, took: there + back, offset: clockOffset(date, sentAt, answered + back) };
    });

test("of two clocks that agree, neither is ahead", () => {
  fc.assert(fc.property(exchange(fc.constant(0)), ({ offset }) => offset === 0));
});

test("the offset is never more than it is, nor the other way, and misses it by no more than the exchange and a second", () => {
  const anyhow = fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: -1e11, max: 1e11 }));
  fc.assert(
    fc.property(exchange(anyhow), ({ ahead, offset, took }) => {
      expect(offset * ahead).toBeGreaterThanOrEqual(0);
      expect(Math.abs(offset)).toBeLessThanOrEqual(Math.abs(ahead));
      expect(Math.abs(ahead - offset)).toBeLessThanOrEqual(took + 999);
    }),
    { numRuns: 1000 },
  );
});

test("an operation that waits while another one learns of the server's clock goes by that clock too", async () => {
  const server = { offset: 0 };
  const clock = () => now;
  const waiting = new ServerTime(clock, server);
  const first = new ServerTime(clock, server);
  expect(waiting.now).toBe(now);
  const date = new Date(now - 600_000).toUTCString();
  await first.watching(async () => ({ ...replyOf({ headers: { date } }), sentAt: now }))({
    method: "GET",
    url: "https://a.example",
    idempotent: false,
  });
  expect(first.now).toBe(now + server.offset);
  expect(waiting.now).toBe(first.now);
  expect(Math.abs(server.offset + 600_000)).toBeLessThan(1000);
});
