import { type Bag, isUnknown, urnOf } from "../arguments/validation";
import { sameIdentity } from "../credentials/set";
import { TokenError } from "../messages/errors";
import { report } from "../messages/report";
import { recordedInputs } from "../state/token-state";
import type { Context } from "./context";
import { repetition, tokenName } from "./issued-token";
import { type Copy, heldToken } from "./memory";

/** Revokes a token whose resource was deleted or replaced, or lets it expire and says so. */
export async function end(context: Context, copy: Copy): Promise<void> {
  const { client, memory, vendor } = context;
  const { state } = copy;
  const { revoke } = vendor;
  // Where this run saw the program's arguments they count, secrets too: those in state may be why there is an emergency.
  const newest = memory.newestOf(copy);
  const isReplaced = newest !== undefined && newest.id !== copy.id;
  const { onDelete } = newest?.inputs ?? state;
  const isLeft = (isReplaced ? newest.inputs.onReplace : onDelete) === "expire";
  if (memory.isShared(copy)) {
    // What took this one's place was given the same token. It is said here if the issue did not know of this one.
    if (isReplaced && !memory.isNews(repetition(urnOf(newest.inputs)))) return;
    const why =
      newest?.inputs.adopt === undefined
        ? "is still in use: the server repeats tokens, so it is not revoked"
        : "was adopted once more, and is not revoked: take adopt out of the program to get a new token";
    return report("warning", state.resourceUrn, `${tokenName(copy)} ${why}`);
  }
  if (revoke === undefined || isLeft) return leave(context, copy);
  const today = newest !== undefined && sameIdentity(vendor, newest.inputs, state) ? newest.inputs : {};
  const bag = { ...state, ...known(recordedInputs(vendor, today)) };
  try {
    const revoked = await client.run(vendor.revokesWith, bag, (operation) => revoke(operation, heldToken(copy)));
    if (revoked === false) await leave(context, copy);
    if (typeof revoked === "string") {
      await report("warning", state.resourceUrn, `${tokenName(copy)} is revoked, but ${revoked}`);
    }
  } catch (error) {
    // `onDelete` decides what a failure means, even if `onReplace` asked for the revocation.
    if (onDelete !== "revokeBestEffort") throw withWayOut(error, copy, isReplaced);
    await report("warning", state.resourceUrn, `${tokenName(copy)} was not revoked: ${(error as Error).message}`);
  }
}

/** Pulumi asks what a deletion before a replacement entails with what depends on it unknown. */
function known(bag: Bag): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => !isUnknown(value)));
}

function withWayOut(error: unknown, copy: Copy, isReplaced: boolean): unknown {
  if (!(error instanceof TokenError)) return error;
  const wayOut = isReplaced
    ? 'is kept in state beside the new one, and each "pulumi up" tries again to revoke it. To let it expire instead, set onReplace: "expire".'
    : 'is kept in state for the next run. To let it expire instead, set onDelete: "expire", and run "pulumi up" before the next destroy.';
  return new TokenError(error.code, `${error.message} The ${tokenName(copy)} ${wayOut}`, error.status);
}

/** Reports that a token which still works is left to lapse. */
export async function leave({ clock, vendor }: Context, copy: Copy): Promise<void> {
  const { expiresAt, resourceUrn, status } = copy.state;
  if (status === "revoked" || (expiresAt !== undefined && Date.parse(expiresAt) <= clock())) return;
  const why = vendor.revoke === undefined ? `${vendor.title} has no way to revoke it` : "it is not revoked";
  await report("info", resourceUrn, `${tokenName(copy)} stays valid: ${why}`);
}
