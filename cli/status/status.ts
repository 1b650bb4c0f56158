import { formatDuration } from "../../provider/policy/duration";
import { type Streams, write } from "../streams";
import { exitCodeOf, type Failing } from "./exit-code";
import { htmlPage } from "./formats/html";
import { markdown } from "./formats/markdown";
import { plain } from "./formats/plain";
import { terminalText } from "./formats/text";
import { confirmer } from "./orphans/confirmation";
import { type OrphansReport, type Report, titleOf } from "./report";
import { type ReadStack, readStack } from "./stack/read-stack";
import type { Source } from "./stack/stack-export";
import type { Question } from "./token-report";

export interface StatusOptions extends Question {
  readonly sources: readonly Source[];
  readonly format: "text" | "json" | "markdown" | "html";
  readonly failOn: readonly Failing[];
  /** `show` finds orphans; `ask` also revokes them after a question, `revoke` without one. */
  readonly orphans?: "show" | "ask" | "revoke" | undefined;
}

/** Reports on the tokens of stacks, and returns the exit code. If a stack cannot be read, the exit code is 1. */
export async function status(options: StatusOptions, streams: Streams): Promise<number> {
  const { failOn, format, now, sources, within } = options;
  const read = await Promise.all(sources.map((source) => readStack(source, streams.stdin, options)));
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
  return failed.length + problems.length > 0 ? 1 : exitCodeOf(report, failOn);
}

/** Returns the orphans. If a state could not be read, looks for none, since its tokens would look like orphans. */
async function orphansOf(
  read: readonly ReadStack[],
  { now, orphans }: StatusOptions,
  streams: Streams,
): Promise<OrphansReport> {
  const states = read.flatMap(({ state }) => (state === undefined ? [] : [state]));
  if (states.length < read.length) {
    return { tokens: [], notes: [], problems: ["orphans were not looked for, since a stack could not be read"] };
  }
  // The vendor clients load slowly, and most runs do not need them.
  const { orphansReport } = require("./orphans/orphans") as typeof import("./orphans/orphans");
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
