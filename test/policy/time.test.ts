import { execFileSync } from "node:child_process";
import path from "node:path";
import fc from "fast-check";
import { end, endAt } from "../../provider/arguments/end";
import { rfc3339 } from "../../provider/policy/rfc3339";
import { lifetimeOf, type TokenState, timesOf } from "../../provider/state/token-state";

const day = 86_400_000;
const first = Date.UTC(2000, 0, 1);
/** 2038 and the leap days of 2096 and 2104, between which there is none, lie between them. */
const last = Date.UTC(2110, 0, 1);

const instants = fc.integer({ min: first, max: last });
const lifetimes = fc.integer({ min: 300_000, max: 1000 * 365 * day });

/** A calendar of one's own: whether a year has a 29th of February, and how many days the months have. */
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number) =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;

const written = (...[year, month, date]: readonly [number, number, number]) =>
  [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(date).padStart(2, "0")].join("-");

const days = fc.tuple(
  fc.integer({ min: 1, max: 9999 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 31 }),
);

test("a date is a day of the calendar, at midnight UTC, or it is refused: also the 29th of February", () => {
  const anyDay = fc.oneof(
    days,
    days.map(([year]): [number, number, number] => [year, 2, 29]),
  );
  fc.assert(
    fc.property(anyDay, ([year, month, date]) => {
      const { data, success } = end.safeParse(written(year, month, date));
      expect(success).toBe(date <= daysIn(year, month));
      if (data !== undefined && "date" in data) {
        expect(new Date(data.date).toISOString()).toBe(`${written(year, month, date)}T00:00:00.000Z`);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each(["2027-02-29", "2027-02-29T12:00:00Z", "2100-02-29", "2027-04-31", "2027-06-31T10:00+02:00"])(
  "there is no %s",
  (value) => expect(end.safeParse(value).success).toBe(false),
);

test("a length of time is as long through a leap day as through any other", () => {
  const before = Date.parse("2028-02-28T12:00:00Z");
  expect(rfc3339(endAt(end.parse("1 day"), before) ?? 0)).toBe("2028-02-29T12:00:00.000Z");
  expect(rfc3339(endAt(end.parse("2 days"), before) ?? 0)).toBe("2028-03-01T12:00:00.000Z");
});

test("any time is written down in UTC, and reads back as it was, as far as RFC 3339 has years", () => {
  fc.assert(
    fc.property(fc.oneof(instants, fc.double()), (time) => {
      const text = rfc3339(time);
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      if (time > 0 && time <= Date.parse("9999-12-31T23:59:59.999Z")) expect(Date.parse(text)).toBe(Math.trunc(time));
    }),
    { numRuns: 1000 },
  );
});

test("a token's times go into state and out of it as they were, beyond 2038 too", () => {
  fc.assert(
    fc.property(instants, lifetimes, (issuedAt, lifetime) => {
      const state = { issuedAt: rfc3339(issuedAt), expiresAt: rfc3339(issuedAt + lifetime) } as TokenState;
      expect(timesOf(state)).toEqual({ issuedAt, renewedAt: undefined, expiresAt: issuedAt + lifetime });
      expect(lifetimeOf(state)).toBe(lifetime);
    }),
  );
});

test("no time zone, and no change to summer time in it, makes a difference", () => {
  const inZone = (zone: string) => {
    const lib = path.resolve(__dirname, "../../lib/provider");
    // Around the changes of 2027 in these zones, one of which changes by half an hour.
    const program = `
      const { end, endAt } = require("${lib}/arguments/end"), { timesOf } = require("${lib}/state/token-state"), { rfc3339 } = require("${lib}/policy/rfc3339");
      const { decide } = require("${lib}/policy/decision"), { renewalTime } = require("${lib}/policy/renewal"), { sentence } = require("${lib}/messages/reason");
      const lines = [];
      for (const start of ["2027-03-14T06:59:00Z", "2027-03-28T00:59:00Z", "2027-10-02T15:29:00Z", "2027-11-07T05:59:00Z"]) {
        const issuedAt = Date.parse(start), expiresAt = endAt(end.parse("1 day"), issuedAt);
        const token = { ...timesOf({ issuedAt: rfc3339(issuedAt), expiresAt: rfc3339(expiresAt) }), status: "issued" };
        for (const hours of [1, 15, 16, 23, 25]) {
          const now = issuedAt + hours * 3600000;
          const { action, reason } = decide({ now, lookAhead: 0, token, changes: [], renewsInPlace: false });
          lines.push([rfc3339(expiresAt), rfc3339(renewalTime(token)), action, reason && sentence(reason)]);
        }
        lines.push(rfc3339(end.parse(start.slice(0, 10)).date));
      }
      process.stdout.write(JSON.stringify(lines));`;
    return execFileSync(process.execPath, ["-e", program], { env: { ...process.env, TZ: zone }, encoding: "utf8" });
  };
  const utc = inZone("UTC");
  for (const zone of ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]) expect(inZone(zone)).toBe(utc);
  expect(utc).toContain("due: expires in 1 hour; renewal begins 8 hours before the end");
});
