import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Bag, canonical, pick, validate } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { membersOf } from "./members";
import type { Place } from "./places";

/** A credential set. All its values come from one place. */
export interface CredentialSet {
  readonly place: Place;
  /** The values as they were written, with the vendor's defaults. */
  readonly values: Bag;
  /** The names of the missing members; empty if the set is complete. */
  readonly missing: readonly string[];
  /** The parsed values. They are used to check combinations of arguments. */
  readonly parsed: Bag;
  /** A sentence for each value of the place that is not valid. */
  readonly problems: readonly string[];
}

/** Returns the set from the first place that has any part of it; `undefined` if no place has. */
export function effectiveSet(vendor: Vendor, from: readonly Place[]): CredentialSet | undefined {
  const place = from.find((each) => beginsSet(vendor, each));
  if (place === undefined) return undefined;
  const set = setIn(vendor, place);
  // Problems of the resource's own arguments are reported together with those of its other arguments.
  return place === from[0] ? { ...set, problems: place.problem === undefined ? [] : [place.problem] } : set;
}

/** Returns whether a place has any part of a credential set. */
export function beginsSet(vendor: Vendor, { problem, values }: Place): boolean {
  const { all } = membersOf(vendor);
  // A name that is not an argument is a misspelt one. It also selects the place, so that it is reported and not skipped.
  const begins = (name: string) => all.includes(name) || !Object.hasOwn(vendor.arguments, name);
  return problem !== undefined || Object.keys(values).some(begins);
}

/** The set of one place. */
export function setIn(vendor: Vendor, place: Place): CredentialSet {
  const values = { ...vendor.defaults, ...place.values, ...vendor.identityIn?.(place.values) };
  const checked = validate(membersOf(vendor).configurable, place.values, ` in ${place.title}`, vendor.leftOut);
  const problems = place.problem === undefined ? checked.problems : [...checked.problems, place.problem];
  return { place, values, parsed: checked.values, missing: missingOf(vendor, values), problems };
}

/** Returns the lists of arguments that suffice, given these values. */
function sufficientSets(vendor: Vendor, values: Bag): readonly (readonly string[])[] {
  return vendor.chosenSets?.(values) ?? vendor.credentialSets;
}

/** Returns the members that are missing from the set of which most is given; from the usual set if nothing is given. */
export function missingOf(vendor: Vendor, values: Bag): readonly string[] {
  const sets = sufficientSets(vendor, values).map((set) => {
    const lacks = set.filter((name) => values[name] === undefined);
    return { lacks, begun: set.length - lacks.length };
  });
  if (sets.some(({ lacks }) => lacks.length === 0)) return [];
  const most = Math.max(...sets.map(({ begun }) => begun));
  return sets.find(({ begun }) => begun === most)?.lacks ?? [];
}

/** Returns whether the values name the identity completely, so that only a secret may be missing. */
export function namesIdentity(vendor: Vendor, values: Bag): boolean {
  const isThere = (name: string) => vendor.arguments[name]?.kind !== "identity" || values[name] !== undefined;
  return sufficientSets(vendor, values).some((set) => set.every(isThere));
}

/** Returns the identity arguments of a bag: the account and its server. */
export function identityOf(vendor: Vendor, bag: Bag): Bag {
  return pick(bag, membersOf(vendor).identity);
}

/** Returns whether two bags name the same account at the same server. */
export function sameIdentity(vendor: Vendor, one: Bag, other: Bag): boolean {
  const unset = Object.fromEntries(Object.entries(vendor.arguments).map(([name, argument]) => [name, argument.unset]));
  const form = (bag: Bag) =>
    Object.fromEntries(
      Object.entries(identityOf(vendor, { ...unset, ...vendor.defaults, ...bag })).map(([name, value]) => {
        const declared = vendor.arguments[name];
        return [name, declared === undefined ? value : canonical(declared, value)];
      }),
    );
  return isDeepStrictEqual(form(one), form(other));
}

/** Returns an identity in words: `clientId "reports" at tokenEndpoint "https://login.example.com/token"`. */
export function identityText(vendor: Vendor, bag: Bag): string {
  const named = Object.entries(identityOf(vendor, bag)).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return named.length === 0 ? "no identity" : named.join(", ");
}

/** Returns whether a bag holds a secret of the set, or a whole set: then the resource's arguments gave the credential. */
export function holdsCredential(vendor: Vendor, bag: Bag): boolean {
  if (sufficientSets(vendor, bag).some((set) => set.every((name) => bag[name] !== undefined))) return true;
  return membersOf(vendor).all.some((name) => {
    const { kind, secret } = vendor.arguments[name] ?? {};
    return secret && (kind === "credential" || kind === "oneTime") && bag[name] !== undefined;
  });
}

/** Returns a hash that distinguishes one set from another and reveals no secret. */
export function fingerprint(vendor: Vendor, bag: Bag): string {
  const parts = [vendor.group, identityOf(vendor, bag), pick(bag, membersOf(vendor).credential)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
