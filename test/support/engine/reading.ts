import type { Run } from "./run";

/** Returns the messages about a resource in a run, as `severity: message`; without a name, those about the stack. */
export function said({ diagnostics }: Run, name?: string): string[] {
  return diagnostics
    .filter(({ urn }) => urn?.split("::").at(-1) === name)
    .map(({ severity, message }) => `${severity}: ${message}`);
}

/** Returns the operations on a resource, in order. */
export function done({ steps }: Run, name = "reports"): string[] {
  return steps.filter((step) => step.name === name).map(({ op, failed }) => (failed ? `${op} failed` : op));
}
