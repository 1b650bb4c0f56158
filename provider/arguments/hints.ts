import { closest } from "fastest-levenshtein";
import type { Arguments } from "./declaration";

/** Fields of a vendor's requests for which there is no argument, each with the reason, as the end of a sentence. */
export type LeftOut = Readonly<Record<string, string>>;

/** Says that there is no argument of this name, and which one to give instead, or why there is none. */
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
 * The arguments that a field of the vendor's requests stands for, by whatever convention it is written (`client_id`,
 * `clientID`, `Keep-Alive`). Several where it is a part of several fields (`mfaParams` of `mfaParams.otpCode`).
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

/** Its own name, and the vendor's names for it. */
function namesOf(name: string, declared: Arguments): readonly string[] {
  return [name, ...(declared[name]?.vendorFields ?? [])];
}

function sameName(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return plain(one) === plain(other);
}
