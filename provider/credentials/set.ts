import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Bag, canonical, pick, validate } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { membersOf } from "./members";
import type { Place } from "./places";

/** A credential set, taken whole from one place. */
export interface CredentialSet {
  readonly place: Place;
  /** The values as they were written, with the vendor's defaults. */
  readonly values: Bag;
  /** What the place leaves out; empty where the set is complete. */
  readonly missing: readonly string[];
  /** The values as they mean, for what goes together and what does not. */
  readonly parsed: Bag;
  /** Sentences on values of the place that are not valid. */
  readonly problems: readonly string[];
}

/** The set from the first place that names any part of it; `undefined` where nothing is configured anywhere. */
export function effectiveSet(vendor: Vendor, from: readonly Place[]): CredentialSet | undefined {
  const { all, configurable } = membersOf(vendor);
  // A name that is no argument at all is a misspelt one: it begins the set too, so that it is told and not passed over.
  const begins = (name: string) => all.includes(name) || !Object.hasOwn(vendor.arguments, name);
  const place = from.find(({ values, problem }) => problem !== undefined || Object.keys(values).some(begins));
  if (place === undefined) return undefined;
  const values = { ...vendor.defaults, ...place.values, ...vendor.identityIn?.(place.values) };
  const checked = validate(configurable, place.values, ` in ${place.title}`, vendor.leftOut);
  // The problems of the resource's own arguments are told with those of its other arguments.
  const problems = place === from[0] ? [] : checked.problems;
  if (place.problem !== undefined) problems.push(place.problem);
  return { place, values, parsed: checked.values, missing: missingOf(vendor, values), problems };
}

/** What a set of values lacks to be complete, by the set that the user began; by the usual one where none is begun. */
export function missingOf(vendor: Vendor, values: Bag): readonly string[] {
  const sets = vendor.credentialSets.map((set) => {
    const lacks = set.filter((name) => values[name] === undefined);
    return { lacks, begun: set.length - lacks.length };
  });
  if (sets.some(({ lacks }) => lacks.length === 0)) return [];
  const most = Math.max(...sets.map(({ begun }) => begun));
  return sets.find(({ begun }) => begun === most)?.lacks ?? [];
}

/** Whether a set of values says whose token it is, so that a secret is all that it may lack. */
export function namesIdentity(vendor: Vendor, values: Bag): boolean {
  const isThere = (name: string) => vendor.arguments[name]?.kind !== "identity" || values[name] !== undefined;
  return vendor.credentialSets.some((set) => set.every(isThere));
}

/** The identity part of a bag: whose token it is, and at which server. */
export function identityOf(vendor: Vendor, bag: Bag): Bag {
  return pick(bag, membersOf(vendor).identity);
}

/** Whether two bags name the same account at the same server. */
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

/** An identity in words: `clientId "reports" at tokenEndpoint "https://login.example.com/token"`. */
export function identityText(vendor: Vendor, bag: Bag): string {
  const named = Object.entries(identityOf(vendor, bag)).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return named.length === 0 ? "no identity" : named.join(", ");
}

/** Whether a bag holds a secret of the set, and so was given its credential as arguments of the resource. */
export function holdsCredential(vendor: Vendor, bag: Bag): boolean {
  return membersOf(vendor).all.some((name) => {
    const { kind, secret } = vendor.arguments[name] ?? {};
    return secret && (kind === "credential" || kind === "oneTime") && bag[name] !== undefined;
  });
}

/** Tells one set from another without holding a secret. */
export function fingerprint(vendor: Vendor, bag: Bag): string {
  const parts = [vendor.group, identityOf(vendor, bag), pick(bag, membersOf(vendor).credential)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
