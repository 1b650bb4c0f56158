import type { Bag } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { TokenError } from "../messages/errors";
import { redact } from "../messages/redaction";
import { storedOutputs } from "../state/outputs";
import type { Copy } from "./memory";

/**
 * What is thrown after the vendor answered: the run fails, and Pulumi keeps the resource with this id and these
 * properties all the same. The next run calls `update` for it, and a destroy calls `delete`.
 */
export class Kept extends TokenError {
  readonly id: string;
  readonly properties: Bag;
  readonly reasons: readonly string[];

  /** @param inputs what Pulumi gave: without the provider's text in them it could not read or delete what it keeps */
  constructor(vendor: Vendor, { id, state }: Copy, inputs: Bag, problem: string) {
    const reason = redact(problem);
    super("TOKEN_UNUSABLE", reason);
    this.id = id;
    this.properties = { ...storedOutputs(vendor, state), __provider: inputs.__provider };
    this.reasons = [reason];
  }
}
