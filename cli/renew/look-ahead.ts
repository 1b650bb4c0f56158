import { lookAhead, lookAheadKey, lookAheadVariable } from "../../provider/lifecycle/look-ahead";
import { configured } from "./pulumi";

/**
 * How far ahead a plan of the stack looks for tokens that are due, in milliseconds; a problem says why it cannot be told.
 *
 * @param selected the options of Pulumi that name the stack
 */
export async function lookAheadOf(selected: readonly string[]): Promise<{ milliseconds: number; problem?: string }> {
  const isForOneRun = (process.env[lookAheadVariable] ?? "") !== "";
  const text = isForOneRun ? undefined : await configured(lookAheadKey, selected);
  return lookAhead(() => text);
}
