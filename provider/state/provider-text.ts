import type { Vendor } from "../contract/vendor";

/**
 * The text that Pulumi stores in state for a resource class, and runs to get its provider.
 *
 * Pulumi's own serialization would freeze the code of the provider into every state, bugs included. This text names
 * the installed package instead. It resolves from the folder of the program, in this package's own repository too.
 */
export function stateText({ resource, stateEntry = "pulumi-access-tokens/state-entry" }: Vendor): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/")("${stateEntry}").provider("${resource}")`;
}
