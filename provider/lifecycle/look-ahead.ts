import type { ReadConfiguration } from "../credentials/places";
import { parseDuration } from "../policy/duration";

export const lookAheadVariable = "ACCESS_TOKENS_LOOK_AHEAD";
export const lookAheadKey = "access-tokens:lookAhead";

/**
 * Returns how far ahead a plan looks for due tokens, from the environment (for one run), else from the configuration.
 */
export function lookAhead(configuration: ReadConfiguration): { milliseconds: number; problem?: string } {
  const [name, text] = [
    [lookAheadVariable, process.env[lookAheadVariable]],
    [lookAheadKey, configuration(lookAheadKey)],
  ].find(([, value]) => value !== undefined && value !== "") ?? [lookAheadKey, undefined];
  if (text === undefined) return { milliseconds: 0 };
  const milliseconds = parseDuration(text);
  return milliseconds === undefined
    ? { milliseconds: 0, problem: `${name} must be a duration such as "12 hours" or "3 days".` }
    : { milliseconds };
}
