import type { Readable, Writable } from "node:stream";
import { formatDuration } from "../../provider/duration";
import { exitCodes, type Failing } from "./condition";
import { confirmer } from "./confirmation";
import { deploymentIn } from "./deployment";
import { htmlPage } from "./html";
import type { KnownState } from "./inventory";
import { markdown } from "./markdown";
import { plain } from "./plain";
import { type OrphansReport, type Report, type StackReport, titleOf } from "./report";
import { exportOf, nameOf, type Source } from "./stack-export";
import { stackReport } from "./stack-report";
import { terminalText } from "./text";
import type { Question } from "./token-report";

export interface StatusOptions extends Question {
  readonly sources: readonly Source[];
  readonly format: "text" | "json" | "markdown" | "html";
  readonly failOn: readonly Failing[];
  /** Whether vendors are asked for orphans, and those revoked: after a question, or without one. */
  readonly orphans?: "show" | "ask" | "revoke" | undefined;
}

/** What the report is written to, and its complaints. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
}

/** Reports on the tokens of stacks, and gives the exit code. A stack that cannot be read is a failure of its own. */
export async function status(options: StatusOptions, streams: Streams): Promise<number> {
  const { failOn, format, now, sources, within } = options;
  const read = await Promise.all(sources.map((source) => stackOf(source, streams.stdin, options)));
  const stacks = read.map(({ report }) => report);
  const report: Report = {
    version: 1,
    now: new Date(now).toISOString(),
    ...(within > 0 ? { within: formatDuration(within) } : {}),
    stacks,
    ...(options.orphans === undefined ? {} : { orphans: await orphansOf(read, options, streams) }),
  };
  await write(streams.stdout, formats[format](report, streams.stdout));
  const failed = stacks.filter(({ error }) => error !== undefined);
  for (const stack of failed) {
    await write(streams.stderr, `pulumi-access-tokens: ${plain(titleOf(stack))}: ${plain(stack.error ?? "")}\n`);
  }
  const problems = report.orphans?.problems ?? [];
  for (const problem of problems) await write(streams.stderr, `pulumi-access-tokens: ${plain(problem)}\n`);
  return failed.length + problems.length > 0 ? 1 : codeOf(report, failOn);
}

interface ReadStack {
  readonly report: StackReport;
  /** Absent where it could not be read. */
  readonly state?: KnownState;
}

async function stackOf(source: Source, stdin: Readable, question: Question): Promise<ReadStack> {
  const named = nameOf(source);
  try {
    const deployment = deploymentIn(await exportOf(source, stdin));
    // A file may be old; what the engine gives is of now, whenever it was last saved.
    const savedAt = "stack" in source ? question.now : (deployment.savedAt ?? Number.NEGATIVE_INFINITY);
    const state = { deployment, asOf: Math.min(question.now, savedAt) };
    return { report: stackReport(deployment, named, question), state };
  } catch (error) {
    return { report: { name: named, tokens: [], problems: [], error: (error as Error).message } };
  }
}

/** What a state that could not be read holds would look like an orphan, so then nothing is looked for. */
async function orphansOf(
  read: readonly ReadStack[],
  { now, orphans }: StatusOptions,
  streams: Streams,
): Promise<OrphansReport> {
  const states = read.flatMap(({ state }) => (state === undefined ? [] : [state]));
  if (states.length < read.length) {
    return { tokens: [], notes: [], problems: ["orphans were not looked for, since a stack could not be read"] };
  }
  // What talks to vendors takes a while to load, and most questions do without.
  const { orphansReport } = require("./orphans") as typeof import("./orphans");
  return orphansReport(states, now, orphans === "show" ? undefined : confirmer(orphans === "ask", streams));
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
function codeOf({ orphans, stacks }: Report, failOn: readonly Failing[]): number {
  const met = new Set<string>(
    stacks.flatMap(({ tokens }) => tokens.filter(({ replaced }) => !replaced).map(({ condition }) => condition)),
  );
  if (orphans?.tokens.some(({ revoked }) => !revoked)) met.add("orphans");
  const gravest = (Object.keys(exitCodes) as Failing[]).find((each) => met.has(each) && failOn.includes(each));
  return gravest === undefined ? 0 : exitCodes[gravest];
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
