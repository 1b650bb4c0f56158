import { missingText } from "./check";
import {
  effectiveSet,
  holdsCredential,
  identityText,
  type Place,
  places,
  type ReadConfiguration,
  sameIdentity,
} from "./credentials";
import { TokenError } from "./errors";
import type { Bag } from "./schema";
import type { Vendor } from "./vendor";

/**
 * The bag of inputs or outputs, completed with the credential of the identity in it: the one given as the resource's
 * arguments, else the one configured today.
 *
 * @throws TokenError `CREDENTIAL_MISSING`, or `CREDENTIAL_OF_ANOTHER_IDENTITY`: what another account is told of a
 * token (401, 404, not in its list) says nothing about the token.
 */
export function withCredential(vendor: Vendor, bag: Bag, configuration: ReadConfiguration): Bag {
  if (holdsCredential(vendor, bag)) return { ...vendor.defaults, ...bag };
  // The identity in the bag was written there by `check`; it does not make the arguments the set's place.
  const [, ...others]: readonly Place[] = places(vendor, {}, configuration);
  const set = effectiveSet(vendor, others);
  if (set === undefined || set.missing.length > 0) {
    const missing = set?.missing ?? vendor.credentialSets[0] ?? [];
    throw new TokenError("CREDENTIAL_MISSING", missingText(vendor, set, missing));
  }
  if (!sameIdentity(vendor, bag, set.values)) {
    throw new TokenError(
      "CREDENTIAL_OF_ANOTHER_IDENTITY",
      `the token belongs to ${identityText(vendor, bag)}, and ${set.place.title} holds a credential of ` +
        `${identityText(vendor, set.values)}, which can tell nothing about it. Configure the credential of the token's ` +
        "own identity for this run.",
    );
  }
  return { ...set.values, ...bag };
}
