import { plain } from "../status/formats/plain";
import { type StackReport, summary, type TokenReport, titleOf } from "../status/report";
import { readStack } from "../status/stack/read-stack";
import { type Streams, write } from "../streams";
import { lookAheadOf } from "./look-ahead";
import { runPulumi } from "./pulumi";

export interface RenewOptions {
  /** Whether the vendors are asked first which tokens they still accept. */
  readonly refresh: boolean;
  /** Whether Pulumi only shows what it would do. */
  readonly dryRun: boolean;
  /** The options of `pulumi up` that say whether it shows a preview and asks. */
  readonly consent: readonly string[];
  /** In milliseconds since the epoch. A token that becomes due later is left for the next run. */
  readonly now: number;
}

export interface Outcome {
  /** Whether the stack could be read, and refreshed where that was asked for. */
  readonly isKnown: boolean;
  /** Whether a preview or an update of Pulumi failed. */
  readonly failed?: boolean;
  /** The stack as it is left; absent where nothing was to be changed. */
  readonly left?: StackReport;
}

/** The tokens of this package, as Pulumi selects resources. */
const everyToken = "**:dynamic/access-tokens:**";

/** Renews what the tokens of one stack are owed, by Pulumi. */
export class StackRenewal {
  /** The options of Pulumi that name the stack. */
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
      // A preview saves nothing of what it refreshed, so which tokens to target cannot be told.
      if (dryRun) return this.#preview(report, [everyToken], "--refresh");
      isKnown = await this.#pulumi(report, "refresh", "--target", everyToken, ...unasked);
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

  /** Whether Pulumi did what it was told. */
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

/** The options with which Pulumi neither shows a preview nor asks. */
const unasked = ["--skip-preview", "--yes", "--non-interactive"];

function targets(urns: readonly string[]): string[] {
  return [...urns.flatMap((urn) => ["--target", urn]), "--target-dependents"];
}

/** A replaced token that is still in state is owed its end. */
function isOwed({ condition, replaced }: TokenReport): boolean {
  return replaced || condition === "due" || condition === "expired" || condition === "revoked";
}
