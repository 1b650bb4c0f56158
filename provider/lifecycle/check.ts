import type { CommonValues } from "../arguments/declaration";
import { type Bag, validate, withoutAbsent } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { missingText } from "../credentials/missing";
import { places, type ReadConfiguration } from "../credentials/places";
import { effectiveSet, identityOf, missingOf, namesIdentity } from "../credentials/set";
import { formatDuration } from "../policy/duration";
import { renewalWindow, shortestUse } from "../policy/renewal";

/** The result of `check`: the completed inputs, and the problems with them. */
export interface Checked {
  readonly inputs: Bag;
  /** A sentence for each problem. It says how to correct the input and contains no value. */
  readonly failures: readonly string[];
  /** A sentence on missing parts of the credential, if the identity is complete. A preview does not need them. */
  readonly missing: string | undefined;
}

/**
 * Validates the inputs of a resource and writes the effective identity into them, so that an account changed in the
 * provider or the stack's configuration shows as a replacement.
 *
 * @param recorded the identity of the existing token. It is used if none is configured (a preview of a fork)
 */
export function checkInputs(declared: Vendor, recorded: Bag, given: Bag, configuration: ReadConfiguration): Checked {
  const news = withoutAbsent(given);
  const vendor = declared.chosenBy?.(news) ?? declared;
  const { values, problems } = validate(vendor.arguments, news, "", vendor.leftOut);
  const from = places(vendor, news, configuration);
  const set = effectiveSet(vendor, from);
  const identity = set === undefined ? identityOf(vendor, recorded) : identityOf(vendor, set.values);
  const inputs = { ...news, ...identity };

  const failures = [...problems, ...absent(vendor, news), ...(set?.problems ?? [])];
  if (failures.length === 0) {
    const effective = { ...set?.parsed, ...values };
    failures.push(...(vendor.conflicts?.(effective) ?? []), ...windowProblem(vendor, values));
  }
  const known = set?.values ?? { ...vendor.defaults, ...identity };
  const missing = set?.missing ?? missingOf(vendor, known);
  if (missing.length === 0) return { inputs, failures, missing: undefined };
  const text = missingText(vendor, set, missing);
  // If the missing credential would name its own account (`identityIn`), no identity is known either.
  const isNobody = set === undefined && Object.keys(identity).length === 0;
  const lacksSecret = !isNobody && namesIdentity(vendor, known);
  return lacksSecret
    ? { inputs, failures, missing: text }
    : { inputs, failures: [...failures, text], missing: undefined };
}

/** A sentence for each argument that every program must give, and that is not there. */
function absent(vendor: Vendor, news: Bag): string[] {
  return Object.entries(vendor.arguments)
    .filter(([name, { required }]) => required && news[name] === undefined)
    .map(([name]) => `Argument "${name}" is missing. Give it to the resource; no other place can hold it.`);
}

function windowProblem(vendor: Vendor, values: CommonValues): string[] {
  const { renewBefore } = values;
  const lifetime = vendor.requestedLifetime?.(values) ?? values.assumedLifetime ?? vendor.assumedLifetime;
  if (renewBefore === undefined || lifetime === undefined || !("milliseconds" in renewBefore)) return [];
  if (renewalWindow(lifetime, renewBefore) === renewBefore.milliseconds) return [];
  return [
    `Argument "renewBefore" leaves less than ${formatDuration(shortestUse)} of the lifetime of ` +
      `${formatDuration(lifetime)}: the token would be renewed as soon as it is issued. Give a shorter one.`,
  ];
}
