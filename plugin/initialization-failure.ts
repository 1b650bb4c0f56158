import type { Metadata } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Kept } from "../provider/lifecycle/kept-token";
import { pulumiPackage } from "../provider/messages/pulumi-package";

type Grpc = typeof import("@grpc/grpc-js");
type AnyModule = typeof import("google-protobuf/google/protobuf/any_pb");

/** What a run fails with, and the resource that is kept in state all the same. */
export class InitializationFailure extends Error {
  /** What gRPC sends with the error; the engine finds the resource in it. */
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
