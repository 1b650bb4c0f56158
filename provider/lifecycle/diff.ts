import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { type Bag, urnOf } from "../arguments/validation";
import { sentence } from "../messages/reason";
import { report } from "../messages/report";
import type { Reason } from "../policy/decision";
import { formatDuration } from "../policy/duration";
import { type Context, decisionFor } from "./context";
import type { Copy } from "./memory";

/** The result of `diff`. */
export interface Difference extends DiffResult {
  readonly changes: boolean;
  readonly replaces: string[];
  /** The properties, beside those in `replaces`, that differ or will differ without a replacement. */
  readonly updates: readonly string[];
}

/** Decides what a run does with a token, and reports why. */
export async function diff(context: Context, copy: Copy, news: Bag): Promise<Difference> {
  const { action, changes, reason, renewal, replaces, shortenedLookAhead } = decisionFor(context, copy, news);
  // The row of a resource shows its last message, so the reason comes last.
  if (shortenedLookAhead !== undefined) {
    const [asked, used] = [context.lookAhead(), shortenedLookAhead].map(formatDuration);
    await report(
      "info",
      urnOf(news),
      `the look-ahead of ${asked} was shortened to ${used}, because this token lives too short for it: run "pulumi up" more often`,
    );
  }
  if (reason !== undefined) await explain(context, copy, urnOf(news), reason);
  const updates = [...new Set(changes.map(({ argument }) => argument))];
  if (renewal !== undefined) updates.push("expiresAt");
  return { changes: action !== "none", replaces: [...replaces], updates, deleteBeforeReplace: false };
}

/** Reports the reason for an action. A plan with a refresh meets a revoked token twice, and reports it once. */
export async function explain({ memory }: Context, { id }: Copy, urn: string | undefined, why: Reason): Promise<void> {
  if (why.kind !== "revoked" || memory.isNews(`revoked ${id} ${urn}`)) await report("info", urn, sentence(why));
}
