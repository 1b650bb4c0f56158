import type { ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

type Properties = Record<string, unknown>;

/** What a provider answered instead of a result. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly code: number;
  /** There when the provider said that a resource was made, or changed, and something failed after that. */
  readonly failedInit?: { id: string; properties: Properties; reasons: string[] };

  constructor(error: ServiceError, received: (returned: Properties) => Properties) {
    super(error.details);
    this.code = error.code;
    const [details] = error.metadata.get("grpc-status-details-bin");
    const any = Buffer.isBuffer(details) ? Status.deserializeBinary(details).getDetailsList()[0] : undefined;
    if (any) {
      const failed = ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
      const properties = received((failed.getProperties()?.toJavaScript() ?? {}) as Properties);
      this.failedInit = { id: failed.getId(), properties, reasons: failed.getReasonsList() };
    }
  }
}
