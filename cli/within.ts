import { parseDuration } from "../provider/policy/duration";
import { UsageError } from "./command";

/** What `--within` says, in milliseconds; `undefined` where it is not given. */
export function withinOf({ within }: Readonly<Record<string, unknown>>): number | undefined {
  if (within === undefined) return undefined;
  const length = parseDuration(String(within));
  if (length === undefined) throw new UsageError(`--within must be a duration such as "12 hours" or "7 days"`);
  return length;
}
