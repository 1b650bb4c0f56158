import type { Context } from "./context";
import { sameIdentity } from "./credentials";
import { tokenName } from "./issue";
import { type Copy, heldToken } from "./process-memory";
import { report } from "./report";
import { recordedInputs } from "./state";

/** Revokes a token whose resource was deleted or replaced, or leaves it to lapse and says so. */
export async function end(context: Context, copy: Copy): Promise<void> {
  const { client, memory, vendor } = context;
  const { state } = copy;
  const { revoke } = vendor;
  const replacement = memory.replacement(copy);
  const wanted = replacement === undefined ? state.onDelete : (replacement.onReplace ?? "revoke");
  if (memory.isShared(copy)) {
    // What took this one's place was given the same token, and that was said when it was issued.
    if (replacement !== undefined) return;
    const why = "is in use by another resource too: the server repeats tokens, so it is not revoked";
    return report("warning", state.resourceUrn, `${tokenName(copy)} ${why}`);
  }
  if (revoke === undefined || wanted === "expire") return leave(context, copy);
  // Today's credential, where the resource that took this one's place has it: the old one may be gone.
  const today = replacement !== undefined && sameIdentity(vendor, replacement, state) ? replacement : {};
  const bag = { ...state, ...recordedInputs(vendor, today) };
  try {
    const revoked = await client.run(vendor.revokesWith, bag, (operation) => revoke(operation, heldToken(copy)));
    if (!revoked) await leave(context, copy);
  } catch (error) {
    if (wanted !== "revokeBestEffort") throw error;
    await report("warning", state.resourceUrn, `${tokenName(copy)} was not revoked: ${(error as Error).message}`);
  }
}

async function leave({ clock, vendor }: Context, copy: Copy): Promise<void> {
  const { expiresAt, resourceUrn, status } = copy.state;
  if (status === "revoked" || (expiresAt !== undefined && Date.parse(expiresAt) <= clock())) return;
  const why = vendor.revoke === undefined ? `${vendor.title} has no way to revoke it` : "it is not revoked";
  await report("info", resourceUrn, `${tokenName(copy)} is left to lapse: ${why}`);
}
