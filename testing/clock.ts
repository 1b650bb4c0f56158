import { parseDuration } from "../provider/policy/duration";
import { compiled } from "./compiled";

/**
 * Returns environment variables that move the clock of a program and of the programs it starts: `clock("80 days")` is
 * 80 days ahead, `clock("-1 hour")` is an hour behind. They extend the `NODE_OPTIONS` of this process.
 *
 * Only Node's `Date` moves. Timers do not change. Emulators that are already running keep their own time, so they still
 * accept a token that has expired by the program's clock. Emulators send no `Date` header, so a program uses its own
 * time. To test a program whose clock is wrong, make an emulator send its time:
 * `fault({ headers: { date: new Date().toUTCString() } })`.
 *
 * @throws if `offset` is not a duration
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
