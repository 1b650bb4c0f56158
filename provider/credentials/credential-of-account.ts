import { type Bag, pick } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { TokenError } from "../messages/errors";
import { membersOf } from "./members";
import { missingText } from "./missing";
import { type Place, places, type ReadConfiguration } from "./places";
import { beginsSet, type CredentialSet, holdsCredential, identityOf, identityText, sameIdentity, setIn } from "./set";

/** A bag of inputs or outputs, completed with a credential of its identity. */
export interface Proved {
  readonly bag: Bag;
  /** The place of the credential; `undefined` if the resource's arguments hold it. */
  readonly place: Place | undefined;
}

/**
 * Completes a bag with a credential of its identity: the one in the resource's arguments, else the one in the first other
 * place that has a complete credential of this identity. It skips places that hold another account.
 *
 * @throws TokenError `CREDENTIAL_MISSING` if no place has a credential. `CREDENTIAL_OF_ANOTHER_IDENTITY` if all of them
 * belong to other accounts: an answer to another account (401, 404, not in its list) says nothing about the token.
 */
export function withCredential(vendor: Vendor, bag: Bag, configuration: ReadConfiguration): Proved {
  if (holdsCredential(vendor, bag)) return { bag: { ...vendor.defaults, ...bag }, place: undefined };
  const sets = configuredSets(vendor, configuration);
  const own = sets.find(({ missing, values }) => missing.length === 0 && sameIdentity(vendor, bag, values));
  if (own === undefined) throw withoutCredential(vendor, bag, sets);
  return { bag: { ...own.values, ...bag }, place: own.place };
}

/** Completes a bag with the connection settings that stand beside a configured credential of its identity. */
export function withConnection(vendor: Vendor, bag: Bag, configuration: ReadConfiguration): Bag {
  const own = holdsCredential(vendor, bag)
    ? undefined
    : configuredSets(vendor, configuration).find(({ values }) => sameIdentity(vendor, bag, values));
  const connection = Object.keys(vendor.arguments).filter((name) => vendor.arguments[name]?.kind === "connection");
  return { ...vendor.defaults, ...pick(own?.values ?? {}, connection), ...bag };
}

/** Says which configuration a refresh and a destroy use. Empty for a place that is not Pulumi configuration. */
export function lastRunText({ isConfiguration, title }: Place): string {
  return isConfiguration
    ? ` "pulumi refresh" and "pulumi destroy" use ${title} as it was in the last "pulumi up"; with --run-program they use today's.`
    : "";
}

/** Returns the sets of all places but the arguments. `check` wrote the identity into the bag, so it starts no set. */
function configuredSets(vendor: Vendor, configuration: ReadConfiguration): CredentialSet[] {
  const [, ...others]: readonly Place[] = places(vendor, {}, configuration);
  return others.filter((place) => beginsSet(vendor, place)).map((place) => setIn(vendor, place));
}

function withoutCredential(vendor: Vendor, bag: Bag, sets: readonly CredentialSet[]): TokenError {
  const complete = sets.filter(({ missing }) => missing.length === 0);
  const begun = sets.find(({ missing, values }) => missing.length > 0 && sameIdentity(vendor, bag, values));
  if (begun !== undefined || complete.length === 0) {
    const set = begun ?? sets[0];
    const text = missingText(vendor, set, set?.missing ?? vendor.credentialSets[0] ?? []);
    return new TokenError("CREDENTIAL_MISSING", set === undefined ? text : text + lastRunText(set.place));
  }
  const held = complete.map(
    ({ place, values }) => `${place.title} holds a credential of ${identityText(vendor, values)}`,
  );
  const before = complete.map(({ place }) => lastRunText(place)).join("");
  return new TokenError(
    "CREDENTIAL_OF_ANOTHER_IDENTITY",
    `the token belongs to ${identityText(vendor, bag)}, but ${held.join(", and ")}, which can tell nothing about it. ` +
      `For this run, give a credential of the token's own account in the environment (${variablesOf(vendor, bag)}). ` +
      `Put the credential for new tokens into the arguments, a provider or the stack's configuration; these come before the environment.${before}`,
  );
}

/** Lists the environment variables of a credential of the identity in a bag. */
function variablesOf(vendor: Vendor, bag: Bag): string {
  const identity = Object.keys(identityOf(vendor, bag)).filter((name) => bag[name] !== vendor.defaults?.[name]);
  const { credential } = membersOf(vendor);
  const fits = (set: readonly string[]) => set.every((name) => credential.includes(name) || bag[name] !== undefined);
  const set = vendor.credentialSets.find(fits) ?? vendor.credentialSets[0] ?? [];
  return [...new Set([...identity, ...set])].map((name) => vendor.arguments[name]?.environment).join(", ");
}
