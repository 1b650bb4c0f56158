import { parseDuration } from "../provider/policy/duration";
import { compiled } from "./compiled";

/**
 * Environment variables with which a program, and the programs it starts, see another time: `clock("80 days")` is 80
 * days ahead, `clock("-1 hour")` an hour behind. They add to the `NODE_OPTIONS` of this process.
 *
 * Only Node's `Date` moves: timers run as ever, and emulators that are already running keep their own time, so a token
 * past its end in such a program is still accepted. They do not tell their time, so a program takes its own; to see a
 * clock that is wrong, have them tell it: `fault({ headers: { date: new Date().toUTCString() } })`.
 *
 * @throws where `offset` is no duration
 *
 * @example
 * execFileSync("pulumi", ["preview"], { env: { ...process.env, ...clock("80 days") } });
 */
export function clock(offset: string): { NODE_OPTIONS: string; ACCESS_TOKENS_TESTING_CLOCK: string } {
  const [, sign, duration = ""] = /^\s*([+-]?)(.*)$/s.exec(offset) ?? [];
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined) throw new Error(`no duration: ${offset} (for example "80 days" or "-1 hour")`);
  const preload = `--require ${JSON.stringify(compiled("clock-preload"))}`;
  return {
    NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(" "),
    ACCESS_TOKENS_TESTING_CLOCK: String(sign === "-" ? -milliseconds : milliseconds),
  };
}
