#!/usr/bin/env node
import "../provider/arguments/zod-languages";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { pulumiPackage } from "../provider/messages/pulumi-package";
import { service } from "./service";

/** Serves the provider to the engine that started this process, and prints its port. */
function main(): void {
  const { Server, ServerCredentials } = pulumiPackage("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  // A state may have any size, as in Pulumi itself.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service());
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
}

main();
