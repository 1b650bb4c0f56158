import { type Bag, pick } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { missingText } from "../lifecycle/check";
import { TokenError } from "../messages/errors";
import { type Place, places, type ReadConfiguration } from "./places";
import { type CredentialSet, effectiveSet, holdsCredential, identityText, sameIdentity } from "./set";

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
  const set = configuredSet(vendor, configuration);
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

/** The bag, completed with how its server is reached, where that is configured beside its credential. */
export function withConnection(vendor: Vendor, bag: Bag, configuration: ReadConfiguration): Bag {
  const set = configuredSet(vendor, configuration);
  const isOwn = set !== undefined && !holdsCredential(vendor, bag) && sameIdentity(vendor, bag, set.values);
  const connection = Object.keys(vendor.arguments).filter((name) => vendor.arguments[name]?.kind === "connection");
  return { ...vendor.defaults, ...(isOwn ? pick(set.values, connection) : {}), ...bag };
}

function configuredSet(vendor: Vendor, configuration: ReadConfiguration): CredentialSet | undefined {
  const [, ...others]: readonly Place[] = places(vendor, {}, configuration);
  return effectiveSet(vendor, others);
}
