import fc from "fast-check";
import { clockOffset } from "../../provider/transport/server-time";

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
