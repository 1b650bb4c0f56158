#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type Command, UsageError } from "./command";
import { emulate } from "./emulate";
import { status } from "./status";

const commands: Readonly<Record<string, Command>> = {
  emulate,
  status,
};

const help = `Usage: pulumi-access-tokens <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}  ${summary}`)
  .join("\n")}

pulumi-access-tokens <command> --help tells the options of a command; --version, which version this is.
`;

async function main([name, ...args]: string[]): Promise<void> {
  if (name === "--help" || name === "-h") {
    process.stdout.write(help);
    return;
  }
  if (name === "--version") {
    // The package's own name, since this file is elsewhere before it is compiled.
    process.stdout.write(`${require("pulumi-access-tokens/package.json").version}\n`);
    return;
  }
  if (name === undefined) throw new UsageError(`no command given\n\n${help}`);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`no command ${name}; there are ${Object.keys(commands).join(", ")}`);
  }
  const { positionals, values } = given(command, args);
  if (values.help === true) process.stdout.write(command.help);
  else await command.run(values, positionals);
}

function given(command: Command, args: string[]): { values: Record<string, unknown>; positionals: string[] } {
  const options: Command["options"] = { ...command.options, help: { type: "boolean", short: "h" } };
  try {
    return parseArgs({ args, options, allowPositionals: command.positionals ?? false });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`pulumi-access-tokens: ${error.message.trimEnd()}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
