import type { z } from "zod";
import { withoutSlash } from "../transport/address";
import type { Argument, Arguments, Values } from "./declaration";
import { type LeftOut, noSuchArgument } from "./hints";

/** Pulumi's placeholder for a value that is not known until the update runs. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** All such placeholders: the engine has one for each type. */
const unknowns = new Set([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Returns whether a value, or any part of it, is not known until the update runs. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "string") return unknowns.has(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isUnknown);
}

/** Inputs or outputs, as Pulumi passes them. */
export type Bag = Readonly<Record<string, unknown>>;

/** Returns the bag without values that are `null` or `undefined`. */
export function withoutAbsent(bag: Bag): Bag {
  const present: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(bag)) {
    if (value === null || value === undefined) continue;
    const plain = typeof value === "object" && !Array.isArray(value);
    present[name] = plain ? withoutAbsent(value as Bag) : value;
  }
  return present;
}

/** Returns the values of a bag that have these names. */
export function pick(bag: Bag, names: readonly string[]): Bag {
  return Object.fromEntries(names.filter((name) => bag[name] !== undefined).map((name) => [name, bag[name]]));
}

/** Returns the URN of the resource that a bag belongs to. */
export function urnOf(bag: Bag): string | undefined {
  return typeof bag.resourceUrn === "string" ? bag.resourceUrn : undefined;
}

/** Inputs that are not arguments: Pulumi or the constructor adds them. */
const internal = new Set(["__provider", "resourceUrn"]);

/**
 * Validates arguments against their declarations.
 *
 * Returns the parsed values, and a sentence for each problem. The sentence names the argument and how to correct it,
 * never its value. Values that are unknown in a preview are skipped; known values beside them are still checked.
 */
export function validate<A extends Arguments>(
  declared: A,
  bag: Bag,
  place = "",
  leftOut: LeftOut = {},
): { values: Values<A>; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(bag)) {
    if (internal.has(name)) continue;
    const argument = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (argument === undefined) {
      problems.push(noSuchArgument(name, declared, leftOut, place));
      continue;
    }
    const parsed = parse(argument, value);
    if (parsed.problem !== undefined) problems.push(`Argument "${name}"${place} ${parsed.problem}.`);
    values[name] = parsed.value;
  }
  return { values: values as Values<A>, problems };
}

function parse(argument: Argument, value: unknown): { value?: unknown; problem?: string } {
  const parsed = argument.type.safeParse(value);
  if (parsed.success) return isUnknown(value) ? {} : { value: parsed.data };
  const issue = knownIssue(argument, value, parsed.error.issues);
  if (issue === undefined) return {};
  const where = issue.path.length === 0 ? "" : `has a problem at ${issue.path.map(String).join(".")}: it `;
  return { problem: where + issueText(issue) };
}

/** Returns the first issue with a known part of the value. */
function knownIssue(
  argument: Argument,
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
): z.core.$ZodIssue | undefined {
  const isKnown = ({ code, path }: z.core.$ZodIssue) =>
    !isUnknown(at(value, path)) || (code === "unrecognized_keys" && typeof at(value, path) === "object");
  const known = issues.find(isKnown);
  if (known !== undefined || !Array.isArray(value)) return known;
  // The issue concerns the whole list. Its known items alone may be invalid too.
  const rest = argument.type.safeParse(value.filter((item) => !isUnknown(item)));
  return rest.error?.issues[0];
}

function issueText(issue: z.core.$ZodIssue): string {
  return issue.code === "unrecognized_keys"
    ? `must not hold ${issue.keys.map((key) => `"${key}"`).join(", ")}`
    : issue.message;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : inner,
    value,
  );
}

/**
 * Returns a value in a form that is the same for all equal values. Sets and durations are compared by their meaning,
 * and the differences that the argument declares insensitive are removed.
 */
export function canonical(argument: Argument, value: unknown): unknown {
  const parsed = argument.type.safeParse(value);
  const data = parsed.success ? parsed.data : value;
  if (typeof data !== "string") return data;
  const text = argument.slashInsensitive ? withoutSlash(data) : data;
  return argument.caseInsensitive ? text.toLowerCase() : text;
}
