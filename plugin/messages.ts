import { CheckFailure } from "@pulumi/pulumi/proto/provider_pb";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { pulumiPackage } from "../provider/messages/pulumi-package";
import type { Properties } from "./sealed";

type StructModule = typeof import("google-protobuf/google/protobuf/struct_pb");

/** The properties in a message; none where the engine left them out. */
export function propertiesIn(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Properties for a message. */
export function structOf(properties: Properties): Struct {
  // Pulumi's own copy: a message takes no struct of another.
  const { Struct } = pulumiPackage("google-protobuf/google/protobuf/struct_pb") as StructModule;
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** A sentence on inputs that are refused. It belongs to no property: the engine prints the value of one that it names. */
export function failure(reason: string): CheckFailure {
  const made = new CheckFailure();
  made.setReason(reason);
  return made;
}
