import { type Bag, urnOf } from "../arguments/validation";
import type { Operation } from "../contract/operation";
import type { ListedToken } from "../contract/token";
import type { Vendor } from "../contract/vendor";
import { strayWarnings } from "../leftovers/warnings";
import { TokenError } from "../messages/errors";
import type { Context } from "./context";

/**
 * Returns warnings about leftover tokens, to report before a new one is issued.
 *
 * One list serves all resources of an account. If the vendor has no list or refuses it, there are no warnings.
 */
export async function strays({ memory, vendor }: Context, operation: Operation, inputs: Bag): Promise<string[]> {
  const urn = urnOf(inputs);
  const held = memory.newest(urn);
  // Pulumi does not plan a replacement by `--replace`, so the token in state is unknown here.
  const isUnplanned = held === undefined && Object.keys(memory.oldInputs(urn)).length > 0;
  return isUnplanned ? [] : strayWarnings(operation, await listed(vendor, operation), held, inputs);
}

async function listed(vendor: Vendor, operation: Operation): Promise<readonly ListedToken[]> {
  const { args, credential, once } = operation;
  const { list } = vendor;
  if (list === undefined) return [];
  const owner = Object.entries(args).filter(([name]) => vendor.arguments[name]?.kind === "identity");
  return once(`tokens of ${credential} ${JSON.stringify(owner)}`, () =>
    list(operation, [args]).catch((error) => {
      if (error instanceof TokenError && error.code === "REQUEST_REFUSED" && error.status !== undefined) return [];
      // The request that issues would fail too, and a failed login is not repeated.
      throw error;
    }),
  );
}
