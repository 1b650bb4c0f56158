import { exitCodeOf } from "../status/exit-code";
import type { Streams } from "../streams";
import { type Outcome, type RenewOptions, StackRenewal } from "./stack-renewal";

/** Renews the due, expired and revoked tokens of stacks, one stack after the other, and returns the exit code. */
export async function renew(
  stacks: readonly (string | undefined)[],
  options: RenewOptions,
  streams: Streams,
): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const stack of stacks) outcomes.push(await new StackRenewal(stack, options, streams).run());
  if (outcomes.some(({ isKnown }) => !isKnown)) return 1;
  const left = outcomes.flatMap(({ left }) => (left === undefined ? [] : [left]));
  return exitCodeOf({ stacks: left }, ["revoked", "expired", "due"]) || Number(outcomes.some(({ failed }) => failed));
}
