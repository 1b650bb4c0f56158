import type { Report } from "./report";

/** The exit code of each thing that `--fail-on` takes, the gravest first. The gravest that there is wins. */
const exitCodes = { revoked: 5, expired: 4, due: 3, orphans: 6 } as const;

export type Failing = keyof typeof exitCodes;

/** The exit code for the tokens in use: one that was replaced is owed nothing but its end. */
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
