import { plain } from "../status/formats/plain";
import { type StackReport, summary, type TokenReport, titleOf } from "../status/report";
import { readStack } from "../status/stack/read-stack";
import { type Streams, write } from "../streams";
import { lookAheadOf } from "./look-ahead";
import { runPulumi } from "./pulumi";

export interface RenewOptions {
  /** Whether to ask the vendors first which tokens they still accept. */
  readonly refresh: boolean;
  /** Whether Pulumi only shows what it would do. */
  readonly dryRun: boolean;
  /** The `pulumi up` options that say whether it shows a preview and asks. */
  readonly consent: readonly string[];
  /** The time of the run, in milliseconds since the epoch. A token that becomes due later waits for the next run. */
  readonly now: number;
}

export interface Outcome {
  /** Whether the stack could be read, and refreshed if requested. */
  readonly isKnown: boolean;
  /** Whether `pulumi preview` or `pulumi up` failed. */
  readonly failed?: boolean;
  /** The stack after the run; absent if nothing had to change. */
  readonly left?: StackReport;
}

/** Pulumi targets that select every token of this package, as a dynamic resource or with the native provider. */
const everyToken = ["**:dynamic/access-tokens:**", "**access-tokens:index:**"];

/** Renews the due, expired and revoked tokens of one stack with Pulumi. */
export class StackRenewal {
  /** The Pulumi options that name the stack. */
  readonly #selected: readonly string[];

  constructor(
    private readonly stack: string | undefined,
    private readonly options: RenewOptions,
    private readonly streams: Streams,
  ) {
    this.#selected = stack === undefined ? [] : ["--stack", stack];
  }

  async run(): Promise<Outcome> {
    const { consent, dryRun, refresh } = this.options;
    const { milliseconds: lookAhead, problem } = await lookAheadOf(this.#selected);
    let report = await this.#read(lookAhead);
    if (problem !== undefined) return this.#unknown(report, problem);
    if (report.error !== undefined) return this.#unknown(report, report.error);
    let isKnown = true;
    if (refresh && report.tokens.length > 0) {
      // A preview does not save what it refreshed, so it cannot tell which tokens to target.
      if (dryRun) return this.#preview(report, everyToken, "--refresh");
      isKnown = await this.#pulumi(report, "refresh", ...everyToken.flatMap((type) => ["--target", type]), ...unasked);
      report = await this.#read(lookAhead);
      if (report.error !== undefined) return this.#unknown(report, report.error);
    }
    const owed = report.tokens.filter(isOwed);
    await this.#tell(report, owed);
    const urns = [...new Set(owed.map(({ urn }) => urn))];
    if (urns.length === 0) return { isKnown };
    if (dryRun) return this.#preview(report, urns);
    const failed = !(await this.#pulumi(report, "up", ...targets(urns), ...consent));
    const left = await this.#read(lookAhead);
    if (left.error !== undefined) return this.#unknown(left, left.error);
    await this.#tell(left, left.tokens.filter(isOwed));
    return { isKnown, failed, left };
  }

  async #read(lookAhead: number): Promise<StackReport> {
    const question = { now: this.options.now, within: 0, lookAhead };
    return (await readStack({ stack: this.stack }, this.streams.stdin, question)).report;
  }

  async #preview(report: StackReport, urns: readonly string[], ...more: readonly string[]): Promise<Outcome> {
    const args = [...targets(urns), ...more, "--non-interactive"];
    return { isKnown: true, failed: !(await this.#pulumi(report, "preview", ...args)) };
  }

  /** Runs Pulumi, and returns whether it succeeded. */
  async #pulumi(report: StackReport, command: string, ...args: readonly string[]): Promise<boolean> {
    const code = await runPulumi([command, ...this.#selected, ...args]);
    if (code !== 0) await this.#complain(report, `pulumi ${command} ended with exit code ${code}`);
    return code === 0;
  }

  async #unknown(report: StackReport, problem: string): Promise<Outcome> {
    await this.#complain(report, problem);
    return { isKnown: false };
  }

  #complain(report: StackReport, text: string): Promise<void> {
    return write(this.streams.stderr, `pulumi-access-tokens: ${plain(titleOf(report))}: ${plain(text)}\n`);
  }

  #tell(report: StackReport, owed: readonly TokenReport[]): Promise<void> {
    const lines = [
      `${titleOf(report)}: ${summary([report])}`,
      ...owed.map(({ name, reason }) => `  ${name}: ${reason}`),
    ];
    return write(this.streams.stdout, lines.map((line) => `${plain(line)}\n`).join(""));
  }
}

/** The options that make Pulumi show no preview and not ask. */
const unasked = ["--skip-preview", "--yes", "--non-interactive"];

function targets(urns: readonly string[]): string[] {
  return [...urns.flatMap((urn) => ["--target", urn]), "--target-dependents"];
}

/** Returns whether a token needs a run. A replaced token that is still in state needs one that deletes it. */
function isOwed({ condition, replaced }: TokenReport): boolean {
  return replaced || condition === "due" || condition === "expired" || condition === "revoked";
}
