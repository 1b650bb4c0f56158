import type { Bag } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { TokenError } from "../messages/errors";
import { redact } from "../messages/redaction";
import { storedOutputs } from "../state/outputs";
import type { Copy } from "./memory";

/**
 * An error after the vendor issued or changed a token. The run fails, but Pulumi keeps the resource with this id and
 * these properties. The next run calls `update` for it, and a destroy calls `delete`.
 */
export class Kept extends TokenError {
  readonly id: string;
  readonly properties: Bag;
  readonly reasons: readonly string[];

  /**
   * @param inputs the inputs from Pulumi. Without the provider's text in them, Pulumi could not read or delete the
   * token
   */
  constructor(vendor: Vendor, { id, state }: Copy, inputs: Bag, problem: string) {
    const reason = redact(problem);
    super("TOKEN_UNUSABLE", reason);
    this.id = id;
    this.properties = { ...storedOutputs(vendor, state), __provider: inputs.__provider };
    this.reasons = [reason];
  }
}
