import type { Condition } from "../condition";
import type { TokenReport } from "../report";
import {
  dependentsText,
  endOf,
  type OrphansReport,
  orphanSummary,
  type Problem,
  type Report,
  type StackReport,
  shortTime,
  summary,
  titleOf,
} from "../report";
import { bar, lifeOf, type Strokes } from "./life";
import { orphanText } from "./orphan-text";
import { plain } from "./plain";

export interface Drawing {
  /** Whether to use colours and line characters; otherwise plain ASCII. */
  readonly drawn: boolean;
  readonly columns: number;
}

const drawnStrokes: Strokes = { over: ["━", "╍"], ahead: ["─", "┄"], now: "●" };
const plainStrokes: Strokes = { over: ["=", "#"], ahead: ["-", "."], now: "|" };

const colours: Record<Condition | "replaced", number> = {
  revoked: 31,
  expired: 31,
  due: 33,
  ok: 32,
  endless: 36,
  replaced: 35,
};

/** Returns the report for a terminal, or for the log of a pipeline. */
export function terminalText(report: Report, drawing: Drawing): string {
  const stacks = report.stacks.filter(({ error }) => error === undefined);
  const tokens = stacks.flatMap((stack) => stack.tokens);
  const widths = {
    name: Math.max(5, ...tokens.map(({ name }) => [...plain(name)].length)),
    class: Math.max(5, ...tokens.map((token) => token.class.length)),
  };
  const rest = drawing.columns - (9 + widths.name + widths.class + 4 * 2 + 20);
  const table: Table = { ...widths, ...drawing, bar: Math.min(24, Math.max(10, rest)), now: report.now };
  const parts = stacks.map((stack) => stackText(stack, table));
  if (report.orphans !== undefined) parts.push(orphansText(report.orphans, table));
  if (tokens.some(({ expiresAt }) => expiresAt !== null)) parts.push(legend(table));
  return parts.join("\n");
}

interface Table extends Drawing {
  readonly name: number;
  readonly class: number;
  readonly bar: number;
  readonly now: string;
}

function stackText(stack: StackReport, table: Table): string {
  const heading = `${plain(titleOf(stack))}, ${shortTime(table.now)}: ${summary([stack])}`;
  if (stack.tokens.length === 0 && stack.problems.length === 0) return `${bold(heading, table)}\n`;
  const head = row(["CONDITION", "TOKEN", "CLASS", "LIFE", "ENDS"], table);
  return [
    bold(heading, table),
    "",
    ...(stack.tokens.length === 0 ? [] : [dim(head, table)]),
    ...stack.tokens.flatMap((token) => tokenText(token, table)),
    ...stack.problems.map(problemText),
    "",
  ].join("\n");
}

function orphansText({ notes, tokens }: OrphansReport, table: Table): string {
  const lines = [
    ...tokens.map((token) => orphanText(token, Date.parse(table.now))),
    ...notes.map((text) => `note       ${plain(text)}`),
  ];
  const heading = bold(orphanSummary(tokens), table);
  return [heading, ...(lines.length === 0 ? [] : ["", ...lines]), ""].join("\n");
}

function tokenText(token: TokenReport, table: Table): string[] {
  const shown = token.replaced ? "replaced" : token.condition;
  const life = lifeOf(token, table.now);
  const drawn = life === undefined ? "" : bar(life, table.bar, table.drawn ? drawnStrokes : plainStrokes);
  const cells = [shown, plain(token.name), token.class, drawn, endOf(token, table.now)];
  const { dependents, expiresAt, issuedAt, reason, remarks, renewAt, renewedAt } = token;
  const times = [
    `issued ${shortTime(issuedAt)}`,
    renewedAt === null ? undefined : `renewed ${shortTime(renewedAt)}`,
    renewAt === null ? undefined : `due from ${shortTime(renewAt)}`,
    expiresAt === null ? undefined : `expires ${shortTime(expiresAt)}`,
  ];
  return [
    coloured(row(cells, table), shown, table),
    ...(reason === null ? [] : [detail(reason)]),
    dim(detail(times.filter((part) => part !== undefined).join(", ")), table),
    ...(dependents.length === 0 ? [] : [dim(detail(`used by ${plain(dependentsText(dependents))}`), table)]),
    ...remarks.map((remark) => detail(`note: ${plain(remark)}`)),
  ];
}

function problemText({ class: resource, name, problem }: Problem): string {
  return `not read   ${plain(name)} (${plain(resource)}): ${plain(problem)}`;
}

function row([condition = "", name = "", resource = "", life = "", ends = ""]: string[], table: Table): string {
  const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - [...text].length));
  const cells = [pad(condition, 9), pad(name, table.name), pad(resource, table.class), pad(life, table.bar), ends];
  return cells.join("  ").trimEnd();
}

function legend(table: Table): string {
  const { ahead, now, over } = table.drawn ? drawnStrokes : plainStrokes;
  const text = `life: ${over[0]} past, ${now} now, ${ahead[0]} future; ${over[1]} and ${ahead[1]} the part in which it is due`;
  return `${dim(text, table)}\n`;
}

function detail(text: string): string {
  return `           ${text}`;
}

function coloured(text: string, condition: keyof typeof colours, { drawn }: Drawing): string {
  return drawn ? `\u001b[${colours[condition]}m${text}\u001b[0m` : text;
}

function bold(text: string, { drawn }: Drawing): string {
  return drawn ? `\u001b[1m${text}\u001b[0m` : text;
}

function dim(text: string, { drawn }: Drawing): string {
  return drawn ? `\u001b[2m${text}\u001b[0m` : text;
}
