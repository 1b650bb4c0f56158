import { parseDuration } from "../provider/policy/duration";
import { UsageError } from "./command";

/** Returns the duration of `--within` in milliseconds, or `undefined` if it is not given. */
export function withinOf({ within }: Readonly<Record<string, unknown>>): number | undefined {
  if (within === undefined) return undefined;
  const length = parseDuration(String(within));
  if (length === undefined) throw new UsageError(`--within must be a duration such as "12 hours" or "7 days"`);
  return length;
}
