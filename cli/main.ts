#!/usr/bin/env node
import { type ParseArgsConfig, parseArgs } from "node:util";
import { type Command, UsageError } from "./command";
import { emulate } from "./emulate";
import { renew } from "./renew";
import { status } from "./status";

const commands: Readonly<Record<string, Command>> = {
  emulate,
  renew,
  status,
};

const help = `Usage: pulumi-access-tokens <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}  ${summary}`)
  .join("\n")}

  -C, --cwd DIR  run in this folder
  -h, --help     show this help; after a command, the help of that command
  --version      show the version
`;

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The options that may come before or after the command. */
const global: Options = {
  cwd: { type: "string", short: "C" },
  help: { type: "boolean", short: "h" },
};

async function main(args: string[]): Promise<void> {
  const { name, rest } = split(args);
  if (name === undefined) return withoutCommand(args);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`there is no command ${name}; the commands are ${Object.keys(commands).join(", ")}`);
  }
  const { positionals, values } = given({ ...command.options, ...global }, rest, command.positionals);
  if (values.help === true) process.stdout.write(command.help);
  else {
    enter(values.cwd as string | undefined);
    await command.run(values, positionals);
  }
}

/** Finds the command: the first word that is neither an option nor the value of one. */
function split(args: string[]): { name?: string; rest: string[] } {
  const { tokens } = parseArgs({ args, options: global, strict: false, allowPositionals: true, tokens: true });
  const command = tokens.find(({ kind }) => kind === "positional");
  if (command?.kind !== "positional") return { rest: args };
  return { name: command.value, rest: args.toSpliced(command.index, 1) };
}

function withoutCommand(args: string[]): void {
  const { values } = given({ ...global, version: { type: "boolean" } }, args);
  // The package is required by its name, since the relative path differs before and after compiling.
  if (values.version === true) process.stdout.write(`${require("pulumi-access-tokens/package.json").version}\n`);
  else if (values.help === true) process.stdout.write(help);
  else throw new UsageError(`no command given\n\n${help}`);
}

function given(options: Options, args: string[], allowPositionals = false) {
  try {
    return parseArgs({ args: args.flatMap((arg) => switched(arg, options)), options, allowPositionals });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Accepts a value for a boolean option, as Pulumi does: `--refresh=false`. */
function switched(arg: string, options: Options): string[] {
  const [, name = "", value] = /^--([\w-]+)=(true|false)$/.exec(arg) ?? [];
  if (options[name]?.type !== "boolean") return [arg];
  return value === "true" ? [`--${name}`] : [];
}

function enter(folder: string | undefined): void {
  if (folder === undefined) return;
  try {
    process.chdir(folder);
  } catch (error) {
    throw new UsageError(
      `--cwd ${folder}: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such folder" : "it cannot be entered"}`,
    );
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`pulumi-access-tokens: ${error.message.trimEnd()}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
