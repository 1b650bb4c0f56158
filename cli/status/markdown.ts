import { plain } from "./plain";
import { dependentsText, type Report, type StackReport, shortTime, summary, type TokenReport, titleOf } from "./report";

/** The report for a pull request: a line that says it all, then a table. */
export function markdown({ now, stacks, within }: Report): string {
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
    "",
  ].join("\n");
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

/** Names and messages stay text: they are no markup and do not break out of their cell. */
function escaped(text: string): string {
  return plain(text).replace(/[\\`*_[\]<>|~&]/g, "\\$&");
}
