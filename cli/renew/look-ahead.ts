import { lookAhead, lookAheadKey, lookAheadVariable } from "../../provider/lifecycle/look-ahead";
import { configured } from "./pulumi";

/**
 * Returns how far ahead a plan of the stack looks for due tokens, in milliseconds. If the setting is invalid, `problem`
 * says why.
 *
 * @param selected the Pulumi options that name the stack
 */
export async function lookAheadOf(selected: readonly string[]): Promise<{ milliseconds: number; problem?: string }> {
  const isForOneRun = (process.env[lookAheadVariable] ?? "") !== "";
  const text = isForOneRun ? undefined : await configured(lookAheadKey, selected);
  return lookAhead(() => text);
}
