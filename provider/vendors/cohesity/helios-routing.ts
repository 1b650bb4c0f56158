import { z } from "zod";

const rule = "must be the cluster's id: a string of at most 19 digits";

/**
 * A cluster's id has 64 bits; a number in JavaScript keeps only 53. Stack configuration turns digits into a number, so
 * a number that is exact is accepted too.
 */
export const clusterId = z.union([z.string(), z.number()], { error: rule }).transform((value, context) => {
  const id = typeof value === "string" || Number.isSafeInteger(value) ? String(value) : "";
  if (/^\d{1,19}$/.test(id)) return id;
  context.addIssue(
    typeof value === "number"
      ? "is a number and has lost digits: write the id as a string (in stack configuration with --type string)"
      : rule,
  );
  return z.NEVER;
});

/** Returns the headers that make Helios pass a request on to a cluster. */
export function routingHeaders(args: {
  readonly accessClusterId?: string | undefined;
  readonly regionId?: string | undefined;
}): Record<string, string | undefined> {
  return { accessClusterId: args.accessClusterId, regionId: args.regionId };
}
