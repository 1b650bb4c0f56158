import { formatDuration } from "../../../provider/policy/duration";
import { type OrphanReport, shortTime } from "../report";
import { partsOf } from "../stack/urn";
import { plain } from "./plain";

/** Returns the lines that describe an orphan before it is revoked. */
export function orphanText(orphan: OrphanReport, now: number): string {
  const { account, class: resource, expiresAt, id, lastUsedAt, name, urn } = orphan;
  const end = expiresAt === null ? "no end" : `ends ${shortTime(expiresAt)}`;
  const used = lastUsedAt === null ? "last use unknown" : `last used ${ago(lastUsedAt, now)}`;
  return [
    `${orphan.revoked ? "revoked " : "orphan  "}   ${plain(name)} (${resource} ${plain(id)})`,
    `           issued ${ago(orphan.issuedAt, now)}, ${used}, ${end}`,
    `           for ${ownerOf(urn)}, of ${plain(account)}`,
  ].join("\n");
}

/** Returns the name, project and stack of the resource that the token was issued for. */
export function ownerOf(urn: string): string {
  const { name, project, stack } = partsOf(urn);
  return plain(`${name} in ${project}/${stack}`);
}

function ago(time: string, now: number): string {
  return `${formatDuration(now - Date.parse(time))} ago (${shortTime(time)})`;
}
