/** The option that names a stack, as in Pulumi's own commands. */
export const stackOption = { type: "string", short: "s", multiple: true } as const;

/** Returns the stacks that `--stack` or the arguments name, each once. */
export function stacksNamed(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): string[] {
  return [...new Set([...((values.stack ?? []) as string[]), ...positionals])];
}
