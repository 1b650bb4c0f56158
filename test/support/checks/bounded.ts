import { runInNewContext } from "node:vm";

/**
 * Runs something that takes no time, and stops it where it does not come to its end: the time-out of a test cannot
 * stop what never waits.
 */
export function bounded<T>(run: () => T): T {
  return runInNewContext("run()", { run }, { timeout: 15_000 }) as T;
}
