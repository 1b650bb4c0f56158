// No published parser is strict enough here: they read months, years and bare numbers, all of which
// would silently mean something else than the user thought.

const second = 1000;
const units: Record<string, number> = {
  s: second,
  m: 60 * second,
  h: 3600 * second,
  d: 86_400 * second,
  w: 604_800 * second,
};
const unitOf: Record<string, number | undefined> = Object.create(null);
for (const [short, names] of [
  ["s", ["s", "sec", "secs", "second", "seconds"]],
  ["m", ["m", "min", "mins", "minute", "minutes"]],
  ["h", ["h", "hr", "hrs", "hour", "hours"]],
  ["d", ["d", "day", "days"]],
  ["w", ["w", "week", "weeks"]],
] as const) {
  for (const name of names) unitOf[name] = units[short];
}

const part = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)/i;
const iso = /^P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/;

/**
 * The length of a duration in milliseconds, or `undefined` where the text is none.
 *
 * Reads `"10 minutes"`, `"10m"`, `"1h30m"`, `"30 days"`, `"2 weeks"` and ISO 8601 (`"P30D"`, `"PT10M"`). Months and
 * years are refused, since their length depends on the calendar.
 */
export function parseDuration(text: string): number | undefined {
  const [whole, ...amounts] = iso.exec(text) ?? [];
  if (whole !== undefined) {
    if (whole.endsWith("T") || amounts.every((amount) => amount === undefined)) return undefined;
    const [weeks, days, hours, minutes, seconds] = amounts.map((amount) => Number(amount ?? 0)) as Five;
    return Math.round(weeks * 604_800_000 + days * 86_400_000 + hours * 3_600_000 + minutes * 60_000 + seconds * 1000);
  }
  let rest = text;
  let total = 0;
  while (rest.trim() !== "") {
    const [matched, amount, unit] = part.exec(rest) ?? [];
    const length = unit === undefined ? undefined : unitOf[unit.toLowerCase()];
    if (matched === undefined || length === undefined) return undefined;
    total += Number(amount) * length;
    rest = rest.slice(matched.length);
  }
  return text.trim() === "" ? undefined : Math.round(total);
}

type Five = [number, number, number, number, number];

const words: readonly [number, string][] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

/**
 * A duration as a person says it: `"3 hours"`, `"1 day 12 hours"`; at most two units, the rest rounded down.
 * What it prints, `parseDuration` reads.
 */
export function formatDuration(milliseconds: number): string {
  const printed: string[] = [];
  let rest = Math.max(0, milliseconds);
  for (const [length, word] of words) {
    const count = Math.floor(rest / length);
    // A gap between two units ("1 day 5 seconds") is more detail than anyone reads.
    if (count === 0 && printed.length > 0) break;
    if (count === 0) continue;
    printed.push(`${count} ${word}${count === 1 ? "" : "s"}`);
    rest -= count * length;
    if (printed.length === 2) break;
  }
  return printed.length === 0 ? "0 seconds" : printed.join(" ");
}
