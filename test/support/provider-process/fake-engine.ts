import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { withoutName } from "../checks/without-name";

/** A message that a provider sent to the engine, without the name of the resource it is about. */
export interface EngineLog {
  severity: string;
  message: string;
  urn: string;
  ephemeral: boolean;
}

/** The part of the engine that a provider process talks to: it takes log messages, and keeps them. */
export class FakeEngine {
  readonly logs: EngineLog[] = [];
  readonly #server = new grpc.Server();

  /** Listens on a free port of loopback and returns the address. */
  listen(): Promise<string> {
    this.#server.addService(EngineService, { log: this.#log });
    return new Promise((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(`127.0.0.1:${port}`);
      });
    });
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #log: grpc.handleUnaryCall<LogRequest, Empty> = ({ request }, reply) => {
    const severity = Object.entries(LogSeverity).find(([, value]) => value === request.getSeverity())?.[0] ?? "";
    this.logs.push({
      severity: severity.toLowerCase(),
      message: withoutName(request.getMessage(), request.getUrn()),
      urn: request.getUrn(),
      ephemeral: request.getEphemeral(),
    });
    reply(null, new Empty());
  };
}
