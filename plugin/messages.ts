import { CheckFailure } from "@pulumi/pulumi/proto/provider_pb";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { pulumiPackage } from "../provider/messages/pulumi-package";
import type { Properties } from "./sealed";

type StructModule = typeof import("google-protobuf/google/protobuf/struct_pb");

/** Returns the properties in a message, or none if the engine left them out. */
export function propertiesIn(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Converts properties for a message. */
export function structOf(properties: Properties): Struct {
  // Pulumi's own copy of the module: a message does not accept a struct from another copy.
  const { Struct } = pulumiPackage("google-protobuf/google/protobuf/struct_pb") as StructModule;
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** Returns a check failure. It names no property, since the engine would print the value of that property. */
export function failure(reason: string): CheckFailure {
  const made = new CheckFailure();
  made.setReason(reason);
  return made;
}
