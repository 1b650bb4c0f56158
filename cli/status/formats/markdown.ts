import {
  dependentsText,
  type OrphanReport,
  type OrphansReport,
  orphanSummary,
  type Report,
  type StackReport,
  shortTime,
  summary,
  type TokenReport,
  titleOf,
} from "../report";
import { ownerOf } from "./orphan-text";
import { plain } from "./plain";

/** Returns the report for a pull request: a summary line, then a table. */
export function markdown({ now, orphans, stacks, within }: Report): string {
  const ahead = within === undefined ? "" : `, looking ${within} ahead`;
  const shown = stacks.filter(({ error, tokens }) => error !== undefined || tokens.length > 0);
  const rows = shown.flatMap(({ tokens, ...stack }) =>
    tokens.map((token) => row(titleOf({ tokens, ...stack }), token)),
  );
  const remarks = stacks.flatMap(remarksOn);
  return [
    `**Access tokens**, ${shortTime(now)}${ahead}: ${summary(stacks)}`,
    ...(rows.length === 0 ? [] : ["", head, rule, ...rows]),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
    ...(orphans === undefined ? [] : orphansPart(orphans)),
    "",
  ].join("\n");
}

function orphansPart({ notes, problems, tokens }: OrphansReport): string[] {
  const remarks = [...notes, ...problems].map((text) => `- ${escaped(text)}`);
  return [
    "",
    `**Tokens in no state**: ${orphanSummary(tokens)}`,
    ...(tokens.length === 0 ? [] : ["", orphanHead, "|---|---|---|---|---|---|---|---|", ...tokens.map(orphanRow)]),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
  ];
}

const orphanHead = "| Condition | Token | Id | Class | For | Issued | Last used | Ends |";

function orphanRow(orphan: OrphanReport): string {
  const { expiresAt, id, issuedAt, lastUsedAt, name, revoked, urn } = orphan;
  const cells = [
    revoked ? "revoked" : "**orphan**",
    escaped(name),
    escaped(id),
    orphan.class,
    escaped(ownerOf(urn)),
    shortTime(issuedAt),
    lastUsedAt === null ? "" : shortTime(lastUsedAt),
    expiresAt === null ? "no end" : shortTime(expiresAt),
  ];
  return `| ${cells.join(" | ")} |`;
}

const head = "| Condition | Stack | Token | Class | Issued | Due from | Expires | Why | Used by |";
const rule = "|---|---|---|---|---|---|---|---|---|";

function row(stack: string, token: TokenReport): string {
  const { condition, dependents, expiresAt, issuedAt, name, reason, renewAt, renewedAt, replaced } = token;
  const cells = [
    replaced ? "replaced" : condition === "ok" || condition === "endless" ? condition : `**${condition}**`,
    escaped(stack),
    escaped(name),
    token.class,
    renewedAt === null ? shortTime(issuedAt) : `${shortTime(issuedAt)}, renewed ${shortTime(renewedAt)}`,
    renewAt === null ? "" : shortTime(renewAt),
    expiresAt === null ? "no end" : shortTime(expiresAt),
    escaped(reason ?? ""),
    escaped(dependentsText(dependents)),
  ];
  return `| ${cells.join(" | ")} |`;
}

function remarksOn(stack: StackReport): string[] {
  const title = escaped(titleOf(stack));
  const { error, problems, tokens } = stack;
  return [
    ...(error === undefined ? [] : [`- ${title} could not be read: ${escaped(error)}`]),
    ...problems.map((each) => `- ${title}, ${escaped(each.name)} (${escaped(each.class)}): ${escaped(each.problem)}`),
    ...tokens.flatMap(({ name, remarks }) =>
      remarks.map((remark) => `- ${title}, ${escaped(name)}: ${escaped(remark)}`),
    ),
  ];
}

/** Escapes names and messages, so that they cannot act as markup or leave their cell. */
function escaped(text: string): string {
  return plain(text).replace(/[\\`*_[\]<>|~&]/g, "\\$&");
}
