import { formatDuration } from "../../../provider/policy/duration";
import { type OrphanReport, shortTime } from "../report";
import { partsOf } from "../stack/urn";
import { plain } from "./plain";

/** What there is to know of an orphan before it is revoked, in lines. */
export function orphanText(orphan: OrphanReport, now: number): string {
  const { account, class: resource, expiresAt, id, lastUsedAt, name, urn } = orphan;
  const end = expiresAt === null ? "no end" : `ends ${shortTime(expiresAt)}`;
  const used = lastUsedAt === null ? "last use not told" : `last used ${ago(lastUsedAt, now)}`;
  return [
    `${orphan.revoked ? "revoked " : "orphan  "}   ${plain(name)} (${resource} ${plain(id)})`,
    `           issued ${ago(orphan.issuedAt, now)}, ${used}, ${end}`,
    `           for ${ownerOf(urn)}, of ${plain(account)}`,
  ].join("\n");
}

/** The resource that it was issued for, as people call it. */
export function ownerOf(urn: string): string {
  const { name, project, stack } = partsOf(urn);
  return plain(`${name} in ${project}/${stack}`);
}

function ago(time: string, now: number): string {
  return `${formatDuration(now - Date.parse(time))} ago (${shortTime(time)})`;
}
