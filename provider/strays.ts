import { type Context, urnOf } from "./context";
import { fingerprint } from "./credentials";
import { TokenError } from "./errors";
import { markerIn } from "./marker";
import type { Operation } from "./operation";
import type { Bag } from "./schema";
import { rfc3339 } from "./state";
import type { ListedToken } from "./token";
import type { Vendor } from "./vendor";

/**
 * Sentences on tokens that the vendor lists with the mark of a resource and that are not the one in state: a process that
 * was killed between the vendor's reply and the engine leaves one behind, and nothing else names it.
 *
 * One list serves all resources of an account. Where the vendor gives none, nothing is said.
 */
export async function strays({ memory, vendor }: Context, operation: Operation, inputs: Bag): Promise<string[]> {
  const urn = urnOf(inputs);
  const held = memory.newest(urn);
  // A replacement that the user asked for by `--replace` is not planned: what is in state is not known here.
  const isUnplanned = held === undefined && Object.keys(memory.oldInputs(urn)).length > 0;
  // Tokens that are left to lapse are none of nobody's.
  if (isUnplanned || inputs.onReplace === "expire" || inputs.onDelete === "expire") return [];
  const tokens = await listed(vendor, operation);
  const { marker, now } = operation;
  return tokens
    .filter(({ expiresAt, name }) => markerIn(name) === marker && (expiresAt === undefined || expiresAt > now))
    .filter(({ id, name }) => held === undefined || (id !== held.id && name !== held.state.listedName))
    .map(
      ({ expiresAt, id, name }) =>
        `token ${id} (listed as "${name}", ${expiresAt === undefined ? "without an end" : `ends ${rfc3339(expiresAt)}`}) ` +
        "has the mark of this resource and is not the one in state: a run that was ended may have left it, or another " +
        "stack has it. It is left alone; npx pulumi-access-tokens status --orphans tells, and revokes it with --revoke",
    );
}

async function listed(vendor: Vendor, operation: Operation): Promise<readonly ListedToken[]> {
  const { args, once } = operation;
  const { list } = vendor;
  if (list === undefined) return [];
  const owner = Object.entries(args).filter(([name]) => vendor.arguments[name]?.kind === "identity");
  const key = `tokens of ${fingerprint(vendor, args)} ${JSON.stringify(owner)}`;
  return once(key, () =>
    list(operation, [args]).catch((error) => {
      if (error instanceof TokenError && error.code === "REQUEST_REFUSED" && error.status !== undefined) return [];
      // The request that issues would fail as well; and a login that failed is not tried again.
      throw error;
    }),
  );
}
