import type { Arguments } from "../arguments/declaration";
import { outputsOf } from "./outputs";
import type { Vendor } from "./vendor";

/**
 * Declares a vendor. In its functions, `args` has the types of its own arguments. The returned type does not depend on
 * them.
 *
 * @throws Error if parts of the declaration contradict each other, so that no program could use it
 */
export function defineVendor<const A extends Arguments>(vendor: Vendor<A>): Vendor {
  const declared = vendor as unknown as Vendor;
  const contradictions = contradictionsIn(declared);
  if (contradictions.length > 0) throw new Error(`${vendor.resource} cannot work: ${contradictions.join(" ")}`);
  return declared;
}

/** Returns a sentence for each part of a declaration that cannot work with any program. */
function contradictionsIn(vendor: Vendor): string[] {
  const { change, credentialSets, list, outputs = [], renewsInPlace, revoke } = vendor;
  const declared = Object.entries(vendor.arguments);
  const named = (wanted: (argument: Vendor["arguments"][string]) => unknown) =>
    declared.filter(([, argument]) => wanted(argument)).map(([name]) => name);
  const members = new Set(credentialSets.flat());
  const withoutVariable = [...members].filter((name) => vendor.arguments[name]?.environment === undefined);
  const hidden = named(({ environment, required }) => required && environment !== undefined);
  const asOutputs = declared.map(([name]) => name).filter((name) => outputsOf(vendor).includes(name));
  const inPlace = named((argument) => argument.inPlace);
  const ends = named(() => true).filter((name) => name === "onDelete" || name === "onReplace");
  return [
    ...(members.size === 0 ? ["credentialSets names no argument: nothing would prove whose token it is."] : []),
    ...withoutVariable.map(
      (name) =>
        `credentialSets names ${name}, which has no environment: give it one, or, where every program gives it to the ` +
        "resource, take it out of credentialSets and declare it with required: true.",
    ),
    ...hidden.map(
      (name) =>
        `${name} is required and has an environment: one that may come from elsewhere belongs into credentialSets.`,
    ),
    ...asOutputs.map((name) => `${name} is an argument and an output: give the argument another name.`),
    ...(revoke === undefined && ends.length > 0
      ? [`${ends.join(" and ")} would do nothing without revoke: leave out revocationArguments.`]
      : []),
    ...(revoke !== undefined && ends.length < 2
      ? ["revoke needs the arguments onReplace and onDelete: add ...revocationArguments."]
      : []),
    ...(change === undefined && (inPlace.length > 0 || renewsInPlace !== undefined)
      ? [`${[...inPlace, ...(renewsInPlace ? ["renewsInPlace"] : [])].join(", ")} needs change.`]
      : []),
    ...(list !== undefined && !outputs.includes("listedName")
      ? ["list needs the output listedName: by it, a listed token is compared with the one in state."]
      : []),
  ];
}
