import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ArgumentKind, Arguments } from "./arguments";
import { type Bag, canonical, validate, withoutAbsent } from "./schema";
import type { Vendor } from "./vendor";

/** One of the four places that may hold a credential set, with its values by argument name. */
export interface Place {
  /** How messages call it. */
  readonly title: string;
  readonly values: Bag;
  /** Why its values could not be read. */
  readonly problem?: string;
}

/** Reads a key of Pulumi's configuration, `undefined` where it is not set. */
export type ReadConfiguration = (key: string) => string | undefined;

/** The key under which an explicit provider gives its own name, so that errors can name it. */
export const providerNameKey = "access-tokens:provider";

/** What follows from a vendor's declarations alone. Every `check` of every token asks for it. */
interface Members {
  /** The credential set: whose token, at which server, and what proves it. */
  readonly all: readonly string[];
  readonly identity: readonly string[];
  readonly credential: readonly string[];
  /** What a place other than the resource may hold: the set, and how the server is reached. */
  readonly configurable: Arguments;
}

const membersOfVendors = new WeakMap<Vendor, Members>();

function membersOf(vendor: Vendor): Members {
  const known = membersOfVendors.get(vendor);
  if (known !== undefined) return known;
  const configurable = Object.entries(vendor.arguments).filter(
    ([, { environment, kind }]) => environment !== undefined || kind === "connection",
  );
  const named = (wanted: ArgumentKind) => configurable.filter(([, { kind }]) => kind === wanted).map(([name]) => name);
  const members = {
    all: configurable.filter(([, { kind }]) => kind !== "connection").map(([name]) => name),
    identity: named("identity"),
    credential: named("credential"),
    configurable: Object.fromEntries(configurable),
  };
  membersOfVendors.set(vendor, members);
  return members;
}

/** The four places, in the order in which they are asked. */
export function places(vendor: Vendor, inputs: Bag, configuration: ReadConfiguration): [Place, Place, Place] {
  const { all, configurable } = membersOf(vendor);
  const provider = configuration(providerNameKey);
  const key = `access-tokens:${vendor.group}`;
  return [
    { title: "the resource's arguments", values: pick(inputs, all) },
    configured(
      provider === undefined ? `the stack's configuration (${key})` : `the provider "${provider}" (${vendor.group})`,
      configuration(key),
      vendor.otherMembers,
    ),
    {
      title: "the environment",
      values: withoutAbsent(
        Object.fromEntries(
          Object.entries(configurable).map(([name, { environment = "" }]) => [
            name,
            process.env[environment] || undefined,
          ]),
        ),
      ),
    },
  ];
}

function configured(title: string, text: string | undefined, passedOver: readonly string[] = []): Place {
  if (text === undefined || text === "") return { title, values: {} };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      const members = Object.entries(withoutAbsent(parsed as Bag)).filter(([name]) => !passedOver.includes(name));
      // `pulumi config set --path` turns digits into a number; one that may have lost some is left for its type to refuse.
      const texts = members.map(([name, value]) => [name, Number.isSafeInteger(value) ? String(value) : value]);
      return { title, values: Object.fromEntries(texts) };
    }
  } catch {
    // The text may be a secret, and so may what the parser says of it.
  }
  return { title, values: {}, problem: `What is set as ${title} is not a map: set each part by itself, with --path.` };
}

/** A credential set, taken whole from one place. */
export interface CredentialSet {
  readonly place: Place;
  /** The values as they were written, with the vendor's defaults. */
  readonly values: Bag;
  /** What the place leaves out, of the set that lacks least; empty where the set is complete. */
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
  const checked = validate(configurable, place.values, ` in ${place.title}`);
  // The problems of the resource's own arguments are told with those of its other arguments.
  const problems = place === from[0] ? [] : checked.problems;
  if (place.problem !== undefined) problems.push(place.problem);
  return { place, values, parsed: checked.values, missing: missingOf(vendor, values), problems };
}

/** What a set of values lacks to be complete. */
export function missingOf(vendor: Vendor, values: Bag): readonly string[] {
  const lacks = vendor.credentialSets.map((set) => set.filter((name) => values[name] === undefined));
  // Among sets that lack as much, the one that the user began: it shares most with what is there.
  const began = (lack: readonly string[]) =>
    (vendor.credentialSets[lacks.indexOf(lack as string[])]?.length ?? 0) - lack.length;
  return [...lacks].sort((a, b) => a.length - b.length || began(b) - began(a))[0] ?? [];
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

export function pick(bag: Bag, names: readonly string[]): Bag {
  return Object.fromEntries(names.filter((name) => bag[name] !== undefined).map((name) => [name, bag[name]]));
}
