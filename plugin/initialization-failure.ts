import type { Metadata } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Kept } from "../provider/lifecycle/kept-token";
import { pulumiPackage } from "../provider/messages/pulumi-package";

type Grpc = typeof import("@grpc/grpc-js");
type AnyModule = typeof import("google-protobuf/google/protobuf/any_pb");

/** An error that fails the run, but keeps the resource in state. */
export class InitializationFailure extends Error {
  /** The metadata that gRPC sends with the error. The engine finds the resource in it. */
  readonly metadata: Metadata;

  constructor({ id, message, reasons }: Kept, outputs: Struct) {
    super(message);
    const failed = new ErrorResourceInitFailed();
    failed.setId(id);
    failed.setProperties(outputs);
    failed.setReasonsList([...reasons]);
    const { Any } = pulumiPackage("google-protobuf/google/protobuf/any_pb") as AnyModule;
    const details = new Any();
    details.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const { Metadata, status } = pulumiPackage("@grpc/grpc-js") as Grpc;
    const answer = new Status();
    answer.setCode(status.UNKNOWN);
    answer.setMessage(message);
    answer.addDetails(details);
    this.metadata = new Metadata();
    this.metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  }
}
