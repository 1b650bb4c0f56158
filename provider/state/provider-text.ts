import type { Vendor } from "../contract/vendor";

/**
 * Returns the text that Pulumi stores in state for a resource class and runs to get its provider.
 *
 * Pulumi's own serialization would copy the provider's code into every state, bugs included. This text loads the
 * installed package instead. It resolves the package from the program's folder, in this package's own repository too.
 */
export function stateText({ resource, stateEntry = "pulumi-access-tokens/state-entry" }: Vendor): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/")("${stateEntry}").provider("${resource}")`;
}
