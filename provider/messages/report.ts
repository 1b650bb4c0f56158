import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { pulumiPackage } from "./pulumi-package";
import { redact } from "./redaction";

export type Severity = "info" | "warning";

/**
 * Shows a message about a resource, in its row of the plan and under its name in `Diagnostics:`. The message begins with
 * the resource's name, because `--diff` prints the message alone.
 */
export type Report = (severity: Severity, urn: string | undefined, message: string) => Promise<void>;

let engine: EngineClient | undefined;
/** A provider process gets the engine's address as its last argument. */
let address = process.argv.at(-1) ?? "";

/**
 * Reports through the engine that started this process. Pulumi's own `log` cannot do this: in a dynamic provider it has
 * no connection to the engine, and its output belongs to no resource.
 */
export const report: Report = async (severity, urn, message) => {
  // The row shows the name as it is, so it is not redacted here either.
  const text = urn === undefined ? redact(message) : `${nameIn(urn)}: ${redact(message)}`;
  const request = new LogRequest();
  request.setSeverity(severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING);
  request.setUrn(urn ?? "");
  request.setMessage(text);
  try {
    engine ??= connect();
    const client = engine;
    await new Promise<void>((resolve, reject) => client.log(request, (error) => (error ? reject(error) : resolve())));
  } catch {
    // A failed report must not fail the operation: a token may have been issued already.
    console.error(`${severity}: ${text}`);
  }
};

/**
 * Reports to the engine at this address from now on. Needed by an engine that attaches to a running provider process.
 */
export function reportTo(engineAddress: string): void {
  address = engineAddress;
  engine = undefined;
}

/** Returns the name that a resource has in the program. */
export function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function connect(): EngineClient {
  if (!/^[\w.[\]:-]+$/.test(address) || !/:\d{1,5}$/.test(address)) throw new Error("no engine");
  const { credentials } = pulumiPackage("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  return new EngineClient(address, credentials.createInsecure());
}
