import type { Report } from "./report";

/** The exit codes of the `--fail-on` values, the worst first. The worst one that is met decides. */
const exitCodes = { revoked: 5, expired: 4, due: 3, orphans: 6 } as const;

export type Failing = keyof typeof exitCodes;

/** Returns the exit code for the tokens in use. Replaced tokens do not count: they only wait for their deletion. */
export function exitCodeOf(
  { orphans, stacks }: Pick<Report, "orphans" | "stacks">,
  failOn: readonly Failing[],
): number {
  const met = new Set<string>(
    stacks.flatMap(({ tokens }) => tokens.filter(({ replaced }) => !replaced).map(({ condition }) => condition)),
  );
  if (orphans?.tokens.some(({ revoked }) => !revoked)) met.add("orphans");
  const gravest = (Object.keys(exitCodes) as Failing[]).find((each) => met.has(each) && failOn.includes(each));
  return gravest === undefined ? 0 : exitCodes[gravest];
}
