import { lookAheadVariable } from "../provider/lifecycle/look-ahead";
import type { Command } from "./command";
import type { RenewOptions } from "./renew/stack-renewal";
import { stackOption, stacksNamed } from "./stack-selection";
import { withinOf } from "./within";

/** `pulumi-access-tokens renew` */
export const renew: Command = {
  summary: "renew the access tokens that are due, expired or revoked",
  help: `Usage: pulumi-access-tokens renew [STACK...] [options]

Runs "pulumi up" only for the tokens that are due, expired or revoked, and for the resources that depend on them. If
there are no such tokens, it does nothing. On a terminal Pulumi shows a preview and asks; elsewhere it renews them at once.

  STACK...           stacks of the Pulumi project in the current folder; by default the selected stack
  -s, --stack STACK  the same; may be repeated
  -C, --cwd DIR      run in this folder
  -r, --refresh      first ask the vendors which tokens they still accept, with "pulumi refresh" of the tokens
  --within DURATION  also renew tokens that will be due within this time, for example "12 hours" between two runs; by
                     default ACCESS_TOKENS_LOOK_AHEAD in the environment, or access-tokens:lookAhead in the stack's
                     configuration
  --dry-run          show what "pulumi up" would do, with "pulumi preview"
  -y, --yes          on a terminal: show the preview, but do not ask
  -f, --skip-preview on a terminal: show no preview and do not ask
  --non-interactive  behave as if there were no terminal

Exit codes: 0 success; 1 a stack could not be read or refreshed, or pulumi failed although no such token is left; 2
wrong usage; for the worst token that is left: 5 revoked, 4 expired, 3 due.
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
    // The plan reads this variable, so the plan and this command agree on which tokens are due.
    if (withinOf(values) !== undefined) process.env[lookAheadVariable] = String(values.within);
    const options: RenewOptions = {
      refresh: values.refresh === true,
      dryRun: values["dry-run"] === true,
      consent: consent(values),
      now: Date.now(),
    };
    // Loaded here, so that other commands start faster.
    const { renew: renewStacks } = await import("./renew/renew.js");
    process.exitCode = await renewStacks(stacks.length === 0 ? [undefined] : stacks, options, process);
  },
};

/** Returns the options that tell Pulumi whether to show a preview and to ask. */
function consent(values: Readonly<Record<string, unknown>>): string[] {
  const { CI = "", TERM } = process.env;
  const hasTerminal = process.stdin.isTTY && process.stdout.isTTY && TERM !== "dumb" && CI === "";
  if (!hasTerminal || values["non-interactive"] === true) return ["--skip-preview", "--yes", "--non-interactive"];
  return ["skip-preview", "yes"].filter((name) => values[name] === true).map((name) => `--${name}`);
}
