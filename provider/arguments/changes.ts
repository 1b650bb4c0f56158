import { isDeepStrictEqual } from "node:util";
import type { Change } from "../policy/decision";
import type { Argument, Arguments } from "./declaration";
import { type Bag, canonical, isUnknown } from "./validation";

/**
 * Returns the differences between the state of a token and its present arguments that require an action.
 *
 * @param triggers the rotation triggers at the end of the last run; outputs do not hold them
 */
export function changesOf(declared: Arguments, olds: Bag, news: Bag, triggers: unknown): Change[] {
  const changes: Change[] = [];
  for (const [name, argument] of Object.entries(declared)) {
    const needs = needOf(argument);
    if (needs === undefined) continue;
    const change = compare(argument, olds[name], news[name]);
    if (change !== undefined) changes.push({ argument: name, needs, ...change });
  }
  return [...changes, ...triggerChanges(triggers, news.rotationTriggers)];
}

function needOf({ kind, inPlace }: Argument): Change["needs"] | undefined {
  switch (kind) {
    case "identity":
      return "replacement";
    case "grant":
      return inPlace ? "update" : "replacement";
    case "credential":
    case "recorded":
      return "update";
    default:
      return undefined;
  }
}

function compare(
  argument: Argument,
  before: unknown = argument.unset,
  after: unknown = argument.unset,
): Omit<Change, "argument" | "needs"> | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (isUnknown(after)) return { unknown: true };
  // Most arguments are written as before, so they need no parsing.
  if (isDeepStrictEqual(before, after)) return undefined;
  const from = before === undefined ? undefined : canonical(argument, before);
  const to = after === undefined ? undefined : canonical(argument, after);
  if (isDeepStrictEqual(from, to)) return undefined;
  if (argument.secret || (!isWords(from) && !isWords(to))) return {};
  const [had, has] = [isWords(from) ? from : [], isWords(to) ? to : []];
  return { added: has.filter((item) => !had.includes(item)), removed: had.filter((item) => !has.includes(item)) };
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Returns the triggers whose value changed. A key that was added or removed is not a change. */
function triggerChanges(before: unknown, after: unknown): Change[] {
  if (!isMap(before) || after === undefined) return [];
  const change = (trigger: string, unknown: boolean): Change => ({
    argument: "rotationTriggers",
    needs: "replacement",
    trigger,
    ...(unknown ? { unknown } : {}),
  });
  if (!isMap(after)) return isUnknown(after) ? Object.keys(before).map((trigger) => change(trigger, true)) : [];
  return Object.keys(before)
    .filter((trigger) => Object.hasOwn(after, trigger) && after[trigger] !== before[trigger])
    .map((trigger) => change(trigger, isUnknown(after[trigger])));
}

function isMap(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
