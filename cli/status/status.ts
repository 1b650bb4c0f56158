import type { Readable, Writable } from "node:stream";
import { formatDuration } from "../../provider/duration";
import { exitCodes, type Failing } from "./condition";
import { htmlPage } from "./html";
import { markdown } from "./markdown";
import { plain } from "./plain";
import { type Report, type StackReport, titleOf } from "./report";
import { exportOf, nameOf, type Source } from "./stack-export";
import { stackReport } from "./stack-report";
import { terminalText } from "./text";
import type { Question } from "./token-report";

export interface StatusOptions extends Question {
  readonly sources: readonly Source[];
  readonly format: "text" | "json" | "markdown" | "html";
  readonly failOn: readonly Failing[];
}

/** What the report is written to, and its complaints. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
}

/** Reports on the tokens of stacks, and gives the exit code. A stack that cannot be read is a failure of its own. */
export async function status(options: StatusOptions, streams: Streams): Promise<number> {
  const { failOn, format, now, sources, within } = options;
  const stacks = await Promise.all(sources.map((source) => stackOf(source, streams.stdin, options)));
  const report: Report = {
    version: 1,
    now: new Date(now).toISOString(),
    ...(within > 0 ? { within: formatDuration(within) } : {}),
    stacks,
  };
  await write(streams.stdout, formats[format](report, streams.stdout));
  const failed = stacks.filter(({ error }) => error !== undefined);
  for (const stack of failed) {
    await write(streams.stderr, `pulumi-access-tokens: ${plain(titleOf(stack))}: ${plain(stack.error ?? "")}\n`);
  }
  return failed.length > 0 ? 1 : codeOf(stacks, failOn);
}

async function stackOf(source: Source, stdin: Readable, question: Question): Promise<StackReport> {
  const named = nameOf(source);
  try {
    return stackReport(await exportOf(source, stdin), named, question);
  } catch (error) {
    return { name: named, tokens: [], problems: [], error: (error as Error).message };
  }
}

const formats: Record<StatusOptions["format"], (report: Report, stdout: Streams["stdout"]) => string> = {
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown,
  html: htmlPage,
  text: (report, { columns, isTTY }) => {
    const { NO_COLOR = "", TERM } = process.env;
    return terminalText(report, {
      drawn: isTTY === true && NO_COLOR === "" && TERM !== "dumb",
      columns: columns ?? 120,
    });
  },
};

/** Of the tokens in use: one that was replaced is owed nothing but its end. */
function codeOf(stacks: readonly StackReport[], failOn: readonly Failing[]): number {
  const met = new Set<string>(
    stacks.flatMap(({ tokens }) => tokens.filter(({ replaced }) => !replaced).map(({ condition }) => condition)),
  );
  return Math.max(0, ...failOn.filter((condition) => met.has(condition)).map((condition) => exitCodes[condition]));
}

/** A reader that has seen enough and leaves, as `head` does, is no failure. */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null) =>
      error && error.code !== "EPIPE" ? reject(error) : resolve();
    stream.once("error", settle);
    stream.write(text, (error) => {
      if (!error) stream.off("error", settle);
      settle(error);
    });
  });
}
