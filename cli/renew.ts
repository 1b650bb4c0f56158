import { lookAheadVariable } from "../provider/lifecycle/look-ahead";
import type { Command } from "./command";
import type { RenewOptions } from "./renew/stack-renewal";
import { stackOption, stacksNamed } from "./stack-selection";
import { withinOf } from "./within";

/** `pulumi-access-tokens renew` */
export const renew: Command = {
  summary: "renew the access tokens of stacks that are due, expired or revoked",
  help: `Usage: pulumi-access-tokens renew [STACK...] [options]

Runs "pulumi up" of just the tokens that are due, have expired or were revoked, and of what depends on them. Where there
is none, it runs nothing. On a terminal Pulumi shows a preview and asks; elsewhere the tokens are renewed at once.

  STACK...           stacks of the Pulumi project in the current folder; the selected one where nothing is named
  -s, --stack STACK  the same; may be repeated
  -C, --cwd DIR      run as if it had been started in this folder
  -r, --refresh      ask the vendors first which tokens they still accept, by "pulumi refresh" of the tokens
  --within DURATION  also renew what will be due within this time, the time between two runs: "12 hours"; by default
                     ACCESS_TOKENS_LOOK_AHEAD in the environment, or access-tokens:lookAhead in the stack's configuration
  --dry-run          show what "pulumi up" would do, by "pulumi preview"
  -y, --yes          on a terminal: show the preview, and do not ask
  -f, --skip-preview on a terminal: neither show a preview nor ask
  --non-interactive  as if there were no terminal

Exit codes: 0; 1 a stack could not be read or refreshed, or pulumi failed and no token is left; 2 wrong usage; of the
gravest that is left: 5 revoked, 4 expired, 3 due.
`,
  options: {
    stack: stackOption,
    refresh: { type: "boolean", short: "r" },
    within: { type: "string" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean", short: "y" },
    "skip-preview": { type: "boolean", short: "f" },
    "non-interactive": { type: "boolean" },
  },
  positionals: true,
  async run(values, positionals) {
    const stacks = stacksNamed(values, positionals);
    // As far as the plan looks ahead, which reads this, a token is due here.
    if (withinOf(values) !== undefined) process.env[lookAheadVariable] = String(values.within);
    const options: RenewOptions = {
      refresh: values.refresh === true,
      dryRun: values["dry-run"] === true,
      consent: consent(values),
      now: Date.now(),
    };
    // Loaded here, so that other commands do not wait for it.
    const { renew: renewStacks } = await import("./renew/renew.js");
    process.exitCode = await renewStacks(stacks.length === 0 ? [undefined] : stacks, options, process);
  },
};

/** The options by which Pulumi shows a preview and asks, or does not. */
function consent(values: Readonly<Record<string, unknown>>): string[] {
  const { CI = "", TERM } = process.env;
  const hasTerminal = process.stdin.isTTY && process.stdout.isTTY && TERM !== "dumb" && CI === "";
  if (!hasTerminal || values["non-interactive"] === true) return ["--skip-preview", "--yes", "--non-interactive"];
  return ["skip-preview", "yes"].filter((name) => values[name] === true).map((name) => `--${name}`);
}
