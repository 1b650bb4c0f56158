import type * as pulumi from "@pulumi/pulumi";
import { withoutName } from "../checks/without-name";

/** An operation of the engine on one resource; in a preview, a planned one. */
interface Step {
  op: string;
  urn: string;
  type: string;
  name: string;
  /** Whether it was tried and failed. */
  failed: boolean;
}

/** A message of the engine or of a provider; without a URN it belongs to the stack. */
interface Diagnostic {
  urn: string | undefined;
  severity: string;
  message: string;
}

/** The result of one operation of the engine, whether it succeeded or failed. */
export interface Run {
  ok: boolean;
  exitCode: number;
  /** The error of the Automation API; its message contains the engine's output. */
  error?: Error;
  /** Standard output and standard error, in order of arrival. */
  output: string;
  events: pulumi.automation.EngineEvent[];
  /** The number of resources by operation, without providers. */
  changes: Record<string, number>;
  /** In the engine's order, including unchanged resources, providers and the stack. */
  steps: Step[];
  /** Without colours, without debug messages and without the names of the resources they are about. */
  diagnostics: Diagnostic[];
}

/** Builds a run from the engine's events. */
export function runOf(outcome: Pick<Run, "exitCode" | "error" | "output" | "events">): Run {
  const { events } = outcome;
  return {
    ...outcome,
    ok: outcome.error === undefined,
    changes: events.find((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    steps: stepsOf(events),
    diagnostics: diagnosticsOf(events),
  };
}

function stepsOf(events: pulumi.automation.EngineEvent[]): Step[] {
  const steps: Step[] = [];
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
    if (resourcePreEvent) {
      const { op, urn, type } = resourcePreEvent.metadata;
      steps.push({ op, urn, type, name: urn.split("::").at(-1) ?? "", failed: false });
    }
    if (resOutputsEvent) {
      // Only the end of a refresh tells whether the resource is the same, changed or gone.
      const { op, urn } = resOutputsEvent.metadata;
      const step = steps.find((step) => step.urn === urn && step.op === "refresh");
      if (step) step.op = op;
    }
    if (resOpFailedEvent) {
      const { op, urn } = resOpFailedEvent.metadata;
      const step = steps.find((step) => step.urn === urn && step.op === op);
      if (step) step.failed = true;
    }
  }
  return steps;
}

function diagnosticsOf(events: pulumi.automation.EngineEvent[]): Diagnostic[] {
  return events.flatMap(({ diagnosticEvent }) => {
    if (!diagnosticEvent || (diagnosticEvent.severity as string) === "debug") return [];
    const { urn, severity, message } = diagnosticEvent;
    return [{ urn: urn || undefined, severity, message: withoutName(withoutColours(message).trim(), urn) }];
  });
}

/** Removes the engine's colour tags and terminal escapes. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return text.replace(/<\{%.*?%\}>/g, "").replace(/\u001b\[[0-9;]*m/g, "");
}
