import type { Operation } from "../contract/operation";
import type { HeldToken, ListedToken } from "../contract/token";
import { rfc3339 } from "../policy/rfc3339";
import { markerIn } from "./marker";

/**
 * Returns a warning for each token that is not expired, has the mark of a resource and is not the one in state. A
 * process that was killed between the vendor's reply and the engine's record leaves such a token behind, and no state
 * names it. The name does not prove whose token it is, so nothing revokes it here.
 */
export function strayWarnings(
  { isOwn, marker, now }: Operation,
  listed: readonly ListedToken[],
  held: Pick<HeldToken, "id" | "state"> | undefined,
  { onDelete, onReplace }: Readonly<Record<string, unknown>>,
): string[] {
  // With "expire", old tokens stay at the vendor on purpose.
  if (onReplace === "expire" || onDelete === "expire") return [];
  return listed
    .filter(({ expiresAt, name }) => markerIn(name) === marker && (expiresAt === undefined || expiresAt > now))
    .filter((token) => !isOwn(token) && (held === undefined || !isSame(token, held)))
    .map(
      ({ expiresAt, id, name }) =>
        `token ${id} (listed as "${name}", ${expiresAt === undefined ? "without an end" : `ends ${rfc3339(expiresAt)}`}) ` +
        "has the mark of this resource and is not the one in state: an interrupted run may have left it, or another " +
        'stack uses it. This run does not revoke it: "npx pulumi-access-tokens status --orphans" tells whether one of your ' +
        "stacks holds it, and with --revoke revokes it if none does",
    );
}

function isSame({ id, name }: ListedToken, held: Pick<HeldToken, "id" | "state">): boolean {
  return id === held.id || name === held.state.listedName;
}
