import type { Change, Reason } from "../policy/decision";
import { formatDuration } from "../policy/duration";

/** Returns a reason in one sentence, as the plan shows it. It never shows an argument's value, except list items. */
export function sentence(reason: Reason): string {
  switch (reason.kind) {
    case "changed":
      return reason.changes.map(changeSentence).join("; ");
    case "revoked":
      return "no longer accepted by the vendor: it was revoked or ended early, or its account is locked";
    case "expired":
      return `expired ${formatDuration(reason.ago)} ago`;
    case "userEnd":
      return (
        `${reason.over ? "ended" : "ends"} ${new Date(reason.expiresAt).toISOString()}, the date that you gave: ` +
        "it is not renewed past that date. To renew it, give a later date or a duration"
      );
    case "due":
      return (
        `due: expires in ${formatDuration(reason.expiresIn)}; renewal begins ${formatDuration(reason.window)} before the end` +
        (reason.lookAhead > 0 ? `, with a look-ahead of ${formatDuration(reason.lookAhead)}` : "")
      );
  }
}

function changeSentence({ argument, trigger, unknown, added, removed }: Change): string {
  const what = trigger === undefined ? argument : `rotation trigger "${trigger}"`;
  if (unknown) return `${what} is not known until "pulumi up"`;
  const items = [...(added ?? []).map((item) => `+${item}`), ...(removed ?? []).map((item) => `-${item}`)];
  return items.length === 0 ? `${what} changed` : `${what} changed: ${items.join(" ")}`;
}
