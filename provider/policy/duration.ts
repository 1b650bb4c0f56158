// No published parser is strict enough here: they accept months, years and bare numbers, and the user may have meant
// something else.

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
 * Returns the length of a duration in milliseconds, or `undefined` if the text is not a duration.
 *
 * Accepts `"10 minutes"`, `"10m"`, `"1h30m"`, `"30 days"`, `"2 weeks"` and ISO 8601 (`"P30D"`, `"PT10M"`). Months and
 * years are not accepted, since their length depends on the calendar.
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
 * Returns a duration as a person says it: `"3 hours"`, `"1 day 12 hours"`. It has at most two units; the rest is
 * rounded down. `parseDuration` accepts the result.
 */
export function formatDuration(milliseconds: number): string {
  const printed: string[] = [];
  let rest = Math.max(0, milliseconds);
  for (const [length, word] of words) {
    const count = Math.floor(rest / length);
    // Two units with a gap between them ("1 day 5 seconds") are more detail than anyone needs.
    if (count === 0 && printed.length > 0) break;
    if (count === 0) continue;
    printed.push(`${count} ${word}${count === 1 ? "" : "s"}`);
    rest -= count * length;
    if (printed.length === 2) break;
  }
  return printed.length === 0 ? "0 seconds" : printed.join(" ");
}
