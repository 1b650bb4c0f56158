import { type Command, UsageError } from "./command";
import { stackOption, stacksNamed } from "./stack-selection";
import type { Failing } from "./status/exit-code";
import type { Source } from "./status/stack/stack-export";
import type { StatusOptions } from "./status/status";
import { withinOf } from "./within";

const failing: readonly Failing[] = ["due", "expired", "revoked", "orphans"];

/** `pulumi-access-tokens status` */
export const status: Command = {
  summary: "show the access tokens of stacks: which are due, expired, revoked",
  help: `Usage: pulumi-access-tokens status [STACK...] [--file PATH]... [options]

Shows the access tokens in the state of stacks, as the last "pulumi up" or "pulumi refresh" saved it. Without --orphans
it asks no vendor and needs no credential. It never needs a passphrase.

  STACK...           stacks of the Pulumi project in the current folder; by default the selected stack
  -s, --stack STACK  the same; may be repeated
  -C, --cwd DIR      run in this folder
  --file PATH        a file with the output of "pulumi stack export"; - is standard input; may be repeated
  -j, --json         print JSON, for programs
  --markdown         print Markdown, for a pull request
  --html             print one page with a time line, for a browser
  --within DURATION  also report tokens as due that will be due within this time, for example "7 days"
  --fail-on LIST     due, expired, revoked, orphans, or several of them: set the exit code if there is such a token
  --orphans          also find orphans: tokens of these stacks' resources that a vendor lists and no state holds; uses
                     the credentials in the environment
  --revoke           with --orphans: revoke them, after a question on the terminal
  -y, --yes          with --revoke: do not ask

Exit codes: 0 success; 1 a stack or a vendor's list could not be read, or a token could not be revoked; 2 wrong usage;
with --fail-on, for the worst token: 5 revoked, 4 expired, 3 due, 6 orphans.
`,
  options: {
    stack: stackOption,
    file: { type: "string", multiple: true },
    json: { type: "boolean", short: "j" },
    markdown: { type: "boolean" },
    html: { type: "boolean" },
    within: { type: "string" },
    "fail-on": { type: "string", multiple: true },
    orphans: { type: "boolean" },
    revoke: { type: "boolean" },
    yes: { type: "boolean", short: "y" },
  },
  positionals: true,
  async run(values, positionals) {
    const failOn = conditions((values["fail-on"] ?? []) as string[]);
    const options: StatusOptions = {
      sources: sources(stacksNamed(values, positionals), (values.file ?? []) as string[]),
      format: format(values),
      failOn,
      within: withinOf(values) ?? 0,
      now: Date.now(),
      orphans: orphans(values, failOn),
    };
    // Loaded here, so that other commands start faster.
    const { status: report } = await import("./status/status.js");
    process.exitCode = await report(options, process);
  },
};

function sources(stacks: readonly string[], files: readonly string[]): Source[] {
  if (files.filter((file) => file === "-").length > 1) throw new UsageError("standard input can be read only once");
  if (stacks.length + files.length === 0) return [{ stack: undefined }];
  return [...stacks.map((stack) => ({ stack })), ...files.map((file) => ({ file }))];
}

function format(values: Readonly<Record<string, unknown>>): StatusOptions["format"] {
  const [chosen = "text", ...more] = (["json", "markdown", "html"] as const).filter((name) => values[name] === true);
  if (more.length > 0) throw new UsageError(`give one of --${[chosen, ...more].join(" and --")}`);
  return chosen;
}

function conditions(lists: readonly string[]): Failing[] {
  const names = lists.flatMap((list) => list.split(",").map((name) => name.trim()));
  const unknown = names.filter((name) => !(failing as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`--fail-on has no value "${unknown.join('", "')}"; the values are ${failing.join(", ")}`);
  }
  return names as Failing[];
}

function orphans(values: Readonly<Record<string, unknown>>, failOn: readonly Failing[]): StatusOptions["orphans"] {
  const [shows, revokes, yes] = [values.orphans === true, values.revoke === true, values.yes === true];
  if (!shows && (revokes || failOn.includes("orphans")))
    throw new UsageError("give --orphans too: it finds the orphans");
  if (yes && !revokes) throw new UsageError("--yes needs --revoke: it answers the question that --revoke asks");
  if (!shows) return undefined;
  if (!revokes) return "show";
  if (yes) return "revoke";
  if (process.stdin.isTTY && process.stderr.isTTY) return "ask";
  throw new UsageError("--revoke asks on a terminal, and there is none: give --yes to revoke without a question");
}
