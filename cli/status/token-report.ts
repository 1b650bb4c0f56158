import type { CommonValues } from "../../provider/arguments/declaration";
import type { Bag } from "../../provider/arguments/validation";
import type { Vendor } from "../../provider/contract/vendor";
import { countedTimes, decisionOf, valuesOf } from "../../provider/lifecycle/context";
import { isEndUnnamed, unnamedEnd } from "../../provider/lifecycle/issued-token";
import { copyOf } from "../../provider/lifecycle/memory";
import { sentence } from "../../provider/messages/reason";
import type { Reason } from "../../provider/policy/decision";
import { renewalTime } from "../../provider/policy/renewal";
import { rfc3339 } from "../../provider/policy/rfc3339";
import type { TokenState } from "../../provider/state/token-state";
import { conditionOf } from "./condition";
import type { Dependent, TokenReport } from "./report";
import { isBag, type Resource } from "./stack/deployment";
import { partsOf } from "./stack/urn";

/** The time of the report, and how far it looks ahead, in milliseconds. */
export interface Question {
  readonly now: number;
  readonly within: number;
  /** The look-ahead of a plan, which a plan shortens for tokens with a shorter life. @default 0 */
  readonly lookAhead?: number;
}

/**
 * Returns the report on one copy of a token in state.
 *
 * @throws an error whose message the user reads, if its state is not readable
 */
export function tokenReport(
  vendor: Vendor,
  resource: Resource,
  dependents: readonly Dependent[],
  question: Question,
): TokenReport {
  const { state } = copyOf(resource.id, resource.outputs);
  const problem = problemIn(state);
  if (problem !== undefined) throw new Error(problem);
  const { missed, values } = watched(valuesOf(vendor, readable(resource.inputs)), resource.inputs);
  const { expiresAt, issuedAt, renewedAt } = countedTimes(state, values);
  const renewAt = renewalTime({ expiresAt, issuedAt, renewedAt }, values.renewBefore);
  const { lookAhead = 0 } = question;
  const decide = (now: number) => decisionOf(vendor, state, values, { now, lookAhead, changes: [] });
  const decided = reasonWithin(question.now, question.within, expiresAt, (now) => decide(now).reason);
  const found = conditionOf(decided, expiresAt !== undefined);
  // A replaced copy is not renewed, whatever its times are.
  const reason = resource.replaced && found === "due" ? undefined : decided;
  return {
    name: partsOf(resource.urn).name,
    urn: resource.urn,
    class: vendor.resource,
    id: resource.id,
    condition: conditionOf(reason, expiresAt !== undefined),
    reason: resource.replaced ? replacedText(vendor) : reason === undefined ? null : sentence(reason),
    replaced: resource.replaced,
    issuedAt: rfc3339(issuedAt),
    renewedAt: time(renewedAt),
    renewAt: time(renewAt),
    expiresAt: time(expiresAt),
    dependents: resource.replaced ? [] : dependents,
    remarks: [
      ...resource.initErrors,
      ...(expiresAt === undefined && !resource.replaced && isEndUnnamed(vendor) ? [unnamedEnd] : []),
      ...[...missed].map((name) => `${name} is a secret in state, so status cannot read it and ignores it`),
    ],
  };
}

/**
 * Returns the reason why a token needs a run now, or will need one by the end of the look-ahead.
 *
 * A plan shortens its look-ahead for tokens with a shorter life, since it issues a new token for each that is due. This
 * report changes nothing, so it does not shorten the look-ahead: a token that ends within it is due.
 */
function reasonWithin(
  now: number,
  within: number,
  expiresAt: number | undefined,
  reasonAt: (time: number) => Reason | undefined,
): Reason | undefined {
  const today = reasonAt(now);
  if (today !== undefined || within === 0) return today;
  // Looks no further than just before the end, where the token is due; after the end it would count as expired.
  const then = Math.min(
    now + within,
    expiresAt === undefined ? Number.POSITIVE_INFINITY : Math.max(now, expiresAt - 1),
  );
  const reason = reasonAt(then);
  if (reason?.kind !== "due") return reason;
  return { ...reason, expiresIn: reason.expiresIn + (then - now), lookAhead: within };
}

function replacedText({ revoke }: Vendor): string {
  return revoke === undefined
    ? "replaced; the vendor has no way to revoke it. The next pulumi up removes it from state"
    : 'replaced, and not yet revoked: the next pulumi up revokes it, or lets it expire if onReplace is "expire"';
}

function problemIn(state: TokenState): string | undefined {
  for (const name of ["issuedAt", "renewedAt", "expiresAt"] as const) {
    const value: unknown = state[name];
    if (value === undefined && name !== "issuedAt") continue;
    if (isHidden(value)) return `its ${name} is a secret in state`;
    if (typeof value !== "string" || Number.isNaN(Date.parse(value)))
      return `its ${name} in state is missing or not a time`;
  }
  return isHidden(state.status) ? "its status is a secret in state" : undefined;
}

/** This key marks an object in state that stands for something else: a secret, an asset or an output. */
const signature = "4dabf18193072939515e22adb298388d";

function isHidden(value: unknown): boolean {
  return isBag(value) && signature in value;
}

/** Returns the inputs without encrypted values. */
function readable(inputs: Bag): Bag {
  const shown = Object.entries(inputs).filter(([, value]) => !isHidden(value));
  return Object.fromEntries(shown.map(([name, value]) => [name, isBag(value) ? readable(value) : value]));
}

/** Records which values were used although state hides them. A plan decrypts those, and may decide differently. */
function watched(values: CommonValues, inputs: Bag): { values: CommonValues; missed: Set<string> } {
  const missed = new Set<string>();
  const get = (target: CommonValues, name: keyof CommonValues) => {
    if (isHidden(inputs[name])) missed.add(name);
    return Reflect.get(target, name);
  };
  return { values: new Proxy(values, { get }), missed };
}

function time(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : rfc3339(milliseconds);
}
