import * as pulumi from "@pulumi/pulumi";

// gRPC shares its connections by address. A run that failed leaves one that waits to try again, and where a later
// engine is given the same port, its program is told that the engine is shutting down: it then registers nothing and
// the run passes.
const { grpcClientOptions } = pulumi.runtime as unknown as { grpcClientOptions: Record<string, unknown> };
grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;
