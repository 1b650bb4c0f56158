import fc from "fast-check";
import { duration, renewBefore } from "../../provider/arguments/formats";
import { formatDuration, parseDuration } from "../../provider/policy/duration";
import { bounded } from "../support/checks/bounded";

// A failure is made small for as long as this, which may take for ever.
fc.configureGlobal({ interruptAfterTimeLimit: 15_000 });

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

test.each([
  ["10 minutes", 10 * minute],
  ["10m", 10 * minute],
  ["10 MIN", 10 * minute],
  ["1h30m", hour + 30 * minute],
  ["1 hour 30 minutes", hour + 30 * minute],
  ["  1h  30m  ", hour + 30 * minute],
  ["30 days", 30 * day],
  ["1.5 hours", 90 * minute],
  ["0.25s", 250],
  ["2 weeks", 2 * week],
  ["1w 1d 1h 1m 1s", week + day + hour + minute + second],
  ["0 seconds", 0],
  ["P30D", 30 * day],
  ["P2W", 2 * week],
  ["PT10M", 10 * minute],
  ["PT0.5S", 500],
  ["P1DT2H3M4.5S", day + 2 * hour + 3 * minute + 4500],
])("%j is a duration", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  ...["", " ", "P", "PT", "P1DT", "PT1", "1", "10", "1.5", "PT10", "ten minutes", "minutes", "m10", "10 m5", "10m,5s"],
  ...["1 month", "3 months", "1mo", "1 year", "2 years", "1y", "P1M", "P1Y", "P1Y2M3D", "P3M"],
  ...["-1 hour", "- 1h", "+1h", "-P1D", "P-1D", "1h -30m", "1e3s", "Infinity s", "NaN s", "0x10s", ".5h", "1.h"],
  ...["10 constructor", "1 __proto__", "1 toString", "10 minutes or so", "1.2345s", "1234567890s", "١٠m", "10\u0000m"],
])("%j is none", (text) => {
  expect(parseDuration(text)).toBeUndefined();
  expect(duration.safeParse(text).success).toBe(false);
  expect(renewBefore.safeParse(text).success).toBe(false);
});

const counts = fc.integer({ min: 0, max: 999_999 });
const units: readonly [number, readonly string[]][] = [
  [second, ["s", "sec", "secs", "second", "seconds"]],
  [minute, ["m", "min", "mins", "minute", "minutes"]],
  [hour, ["h", "hr", "hrs", "hour", "hours"]],
  [day, ["d", "day", "days"]],
  [week, ["w", "week", "weeks"]],
];
const parts = fc
  .tuple(counts, fc.constantFrom(...units), fc.nat(), fc.constantFrom("", " ", "  "))
  .map(([count, [length, names], index, gap]) => ({
    text: `${count}${gap}${names[index % names.length]}`,
    length: count * length,
  }));

test("a duration is the sum of its parts", () => {
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 6 }), fc.constantFrom("", " "), (list, gap) => {
      const total = list.reduce((sum, { length }) => sum + length, 0);
      expect(parseDuration(list.map(({ text }) => text).join(gap))).toBe(total);
      expect(parseDuration(list.map(({ text }) => text.toUpperCase()).join(gap))).toBe(total);
    }),
  );
});

test("an ISO 8601 duration is the sum of its parts", () => {
  fc.assert(
    fc.property(fc.option(counts), fc.option(counts), fc.option(counts), fc.option(counts), (d, h, m, s) => {
      const part = (count: number | null, unit: string) => (count === null ? "" : `${count}${unit}`);
      const time = part(h, "H") + part(m, "M") + part(s, "S");
      fc.pre(d !== null || time !== "");
      const text = `P${part(d, "D")}${time === "" ? "" : "T"}${time}`;
      expect(parseDuration(text)).toBe((d ?? 0) * day + (h ?? 0) * hour + (m ?? 0) * minute + (s ?? 0) * second);
    }),
  );
});

test("what is printed reads back, rounded down by less than the smaller unit that is printed", () => {
  const lengths: Record<string, number> = { day, hour, minute, second };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 * day }), (milliseconds) => {
      const printed = formatDuration(milliseconds);
      expect(printed).toMatch(/^\d+ (day|hour|minute|second)s?( \d+ (hour|minute|second)s?)?$/);
      const back = parseDuration(printed) as number;
      const smaller = lengths[printed.match(/[a-z]+?(?=s?$)/)?.[0] ?? ""] as number;
      // One unit alone has its neighbour left out only because there is none of it.
      expect(back).toBeLessThanOrEqual(milliseconds);
      expect(milliseconds - back).toBeLessThan(smaller);
      expect(formatDuration(back)).toBe(printed);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [0, "0 seconds"],
  [999, "0 seconds"],
  [-5, "0 seconds"],
  [1000, "1 second"],
  [3 * hour, "3 hours"],
  [day + 12 * hour, "1 day 12 hours"],
  [day + 5 * second, "1 day"],
  [day + hour + minute, "1 day 1 hour"],
  [89 * day, "89 days"],
])("%p is printed as %p", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

describe("text of any kind", () => {
  test("is a length of time or none, and nothing else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("1", "m", "P", "T")), (text) => {
        const length = parseDuration(text);
        expect(length === undefined || (Number.isFinite(length) && length >= 0)).toBe(true);
      }),
    );
  });

  const long = 1_000_000;
  test.each([
    ["digits", "9".repeat(long)],
    ["digits after a point", `1.${"9".repeat(long)}`],
    ["blanks", " ".repeat(long)],
    ["blanks before a letter that is no unit", `1${" ".repeat(long)}x`],
    ["letters", `1${"m".repeat(long)}`],
    ["parts", "1m".repeat(long)],
    ["parts with a wrong end", `${"1 m ".repeat(long)}!`],
    ["ISO parts", `P${"1D".repeat(long)}`],
    ["a percentage without its sign", `1.${"1".repeat(long)}`],
    ["a percentage far from its sign", `1${" ".repeat(long)}`],
  ])("is read to its end, however long: %s", (_, text) => {
    bounded(() => [parseDuration(text), duration.safeParse(text), renewBefore.safeParse(text)]);
  });
});
