import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { unknown } from "../provider/arguments/validation";
import type { Lifecycle } from "../provider/lifecycle/lifecycle";
import { structOf } from "./messages";
import { opened, type Properties, sealed } from "./sealed";

/** Returns a token's properties for the engine, without those that only a dynamic provider keeps in state. */
export function structFor(lifecycle: Lifecycle, properties: Properties, ...received: Properties[]): Struct {
  return structOf(sealedFor(lifecycle, properties, received));
}

/**
 * The same for a plan. Unknown values are not wrapped: the engine would encrypt them anew at each step. The SDKs still
 * mark such an output as a secret.
 */
export function plannedStructFor(lifecycle: Lifecycle, properties: Properties, ...received: Properties[]): Struct {
  const unknowns = Object.entries(properties).filter(([, value]) => value === unknown);
  return structOf({ ...sealedFor(lifecycle, properties, received), ...Object.fromEntries(unknowns) });
}

function sealedFor({ secretNames }: Lifecycle, properties: Properties, received: Properties[]): Properties {
  const { __provider, resourceUrn, ...own } = properties;
  return sealed(opened(own), secretNames, ...received);
}
