import { createRequire } from "node:module";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { redact } from "./redaction";

export type Severity = "info" | "warning";

/** Says something about a resource, in its own row of the plan and under its name in `Diagnostics:`. */
export type Report = (severity: Severity, urn: string | undefined, message: string) => Promise<void>;

let engine: EngineClient | undefined;

/**
 * Reports through the engine that started this process. Pulumi's own `log` cannot: in a dynamic provider it knows no
 * engine, and what it prints is attached to no resource.
 */
export const report: Report = async (severity, urn, message) => {
  const text = redact(message);
  const request = new LogRequest();
  request.setSeverity(severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING);
  request.setUrn(urn ?? "");
  request.setMessage(text);
  try {
    engine ??= connect();
    const client = engine;
    await new Promise<void>((resolve, reject) => client.log(request, (error) => (error ? reject(error) : resolve())));
  } catch {
    // A report is never worth failing for, least of all after a token was issued.
    console.error(`${severity}: ${urn === undefined ? "" : `${urn}: `}${text}`);
  }
};

/** The dynamic-provider process gets the engine's address as its last argument. */
function connect(): EngineClient {
  const address = process.argv.at(-1) ?? "";
  if (!/^[\w.[\]:-]+$/.test(address) || !/:\d{1,5}$/.test(address)) throw new Error("no engine");
  // Pulumi's own copy of gRPC, wherever the package manager put it: strict ones hide it from other packages.
  const ofPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
  const { credentials } = ofPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  return new EngineClient(address, credentials.createInsecure());
}
