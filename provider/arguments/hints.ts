import { closest } from "fastest-levenshtein";
import type { Arguments } from "./declaration";

/** Request fields of a vendor that have no argument, each with the reason, written as the end of a sentence. */
export type LeftOut = Readonly<Record<string, string>>;

/**
 * Returns a sentence for an unknown argument. It names the argument to give instead, or the reason why it is missing.
 */
export function noSuchArgument(name: string, declared: Arguments, leftOut: LeftOut, place = ""): string {
  const meant = argumentsFor(name, declared);
  const reason = Object.entries(leftOut).find(([field]) => sameName(field, name))?.[1];
  const hint =
    meant.length === 0 && reason !== undefined
      ? `: ${reason}.`
      : `; did you mean ${(meant.length === 0 ? [nearest(name, declared)] : meant).map((each) => `"${each}"`).join(" or ")}?`;
  return `There is no argument "${name}"${place}${hint}`;
}

/**
 * Returns the arguments for a request field of the vendor, in any spelling (`client_id`, `clientID`, `Keep-Alive`). It
 * returns several if the field contains several of them (`mfaParams` contains `mfaParams.otpCode`).
 */
export function argumentsFor(field: string, declared: Arguments): readonly string[] {
  const whole = Object.keys(declared).filter((name) => namesOf(name, declared).some((each) => sameName(each, field)));
  if (whole.length > 0) return whole;
  const isAround = (each: string) => each.includes(".") && sameName(each.slice(0, each.indexOf(".")), field);
  return Object.keys(declared).filter((name) => namesOf(name, declared).some(isAround));
}

function nearest(name: string, declared: Arguments): string {
  const byName = Object.keys(declared).flatMap((each) =>
    namesOf(each, declared).map((known) => [known, each] as const),
  );
  const known = closest(
    name,
    byName.map(([each]) => each),
  );
  return byName.find(([each]) => each === known)?.[1] ?? known;
}

/** Returns the argument's own name and the vendor's names for it. */
function namesOf(name: string, declared: Arguments): readonly string[] {
  return [name, ...(declared[name]?.vendorFields ?? [])];
}

function sameName(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return plain(one) === plain(other);
}
