/** The option that names a stack, as Pulumi's own commands have it. */
export const stackOption = { type: "string", short: "s", multiple: true } as const;

/** The stacks that are named, by `--stack` or as arguments, each once. */
export function stacksNamed(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): string[] {
  return [...new Set([...((values.stack ?? []) as string[]), ...positionals])];
}
