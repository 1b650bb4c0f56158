import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { unknown } from "../provider/arguments/validation";
import type { Lifecycle } from "../provider/lifecycle/lifecycle";
import { structOf } from "./messages";
import { opened, type Properties, sealed } from "./sealed";

/** Returns a token's properties for the engine, without those that only a dynamic provider keeps in state. */
export function structFor(lifecycle: Lifecycle, properties: Properties, ...received: Properties[]): Struct {
  const { __provider, resourceUrn, ...own } = properties;
  return structOf(sealed(opened(own), lifecycle.secretNames, ...received));
}

/**
 * The same for a plan, without unknown values. An SDK treats an output that a plan lacks as unknown. Were the token
 * among them, each step would add a secret to the planned state, and the engine would encrypt all secrets of the stack
 * anew.
 */
export function plannedStructFor(lifecycle: Lifecycle, properties: Properties, ...received: Properties[]): Struct {
  const known = Object.entries(properties).filter(([, value]) => value !== unknown);
  return structFor(lifecycle, Object.fromEntries(known), ...received);
}
