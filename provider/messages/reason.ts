import type { Change, Reason } from "../policy/decision";
import { formatDuration } from "../policy/duration";

/** Returns a reason in one sentence, as the plan shows it. It never shows an argument's value, except list items. */
export function sentence(reason: Reason): string {
  switch (reason.kind) {
    case "changed":
      return reason.changes.map(changeSentence).join("; ");
    case "revoked":
      return "no longer accepted by the vendor: revoked, ended early, or its account locked";
    case "expired":
      return `expired ${formatDuration(reason.ago)} ago`;
    case "userEnd":
      return (
        `${reason.over ? "ended" : "ends"} ${new Date(reason.expiresAt).toISOString()}, the date given for its end: ` +
        "it is not renewed past it. To renew it, give a later date or a duration"
      );
    case "due":
      return (
        `due: expires in ${formatDuration(reason.expiresIn)}, renewed ${formatDuration(reason.window)} before` +
        (reason.lookAhead > 0 ? `, looking ${formatDuration(reason.lookAhead)} ahead` : "")
      );
  }
}

function changeSentence({ argument, trigger, unknown, added, removed }: Change): string {
  const what = trigger === undefined ? argument : `rotation trigger "${trigger}"`;
  if (unknown) return `${trigger === undefined ? argument : `trigger "${trigger}"`} not known until up`;
  const items = [...(added ?? []).map((item) => `+${item}`), ...(removed ?? []).map((item) => `-${item}`)];
  return items.length === 0 ? `${what} changed` : `${what} changed: ${items.join(" ")}`;
}
