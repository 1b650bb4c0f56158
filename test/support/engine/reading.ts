import type { Run } from "./run";

/** What was said about a resource in a run, `severity: message`; without a name, about the stack. */
export function said({ diagnostics }: Run, name?: string): string[] {
  return diagnostics
    .filter(({ urn }) => urn?.split("::").at(-1) === name)
    .map(({ severity, message }) => `${severity}: ${message}`);
}

/** What was done with a resource, in order. */
export function done({ steps }: Run, name = "reports"): string[] {
  return steps.filter((step) => step.name === name).map(({ op, failed }) => (failed ? `${op} failed` : op));
}
