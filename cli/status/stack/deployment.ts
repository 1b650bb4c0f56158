import type { Bag } from "../../../provider/arguments/validation";

/** The parts of a resource in state that `status` needs. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Bag;
  readonly outputs: Bag;
  /** Whether a new copy has replaced it, and it still has to be deleted. */
  readonly replaced: boolean;
  /** Whether it was deleted for a replacement that does not exist yet. */
  readonly gone: boolean;
  /** The URNs of the resources that it depends on. */
  readonly dependencies: ReadonlySet<string>;
  /** The reasons why its initialization failed. */
  readonly initErrors: readonly string[];
}

/** An operation that the last run did not finish. */
interface PendingOperation {
  readonly operation: string;
  readonly resource: Resource;
}

export interface Deployment {
  /** The time when the state was last saved, in milliseconds since the epoch; `undefined` if it is not known. */
  readonly savedAt: number | undefined;
  readonly resources: readonly Resource[];
  readonly pending: readonly PendingOperation[];
}

const wanted = "give the output of `pulumi stack export`";

/**
 * Reads the output of `pulumi stack export`.
 *
 * @throws an error whose message the user reads; it quotes nothing from the text, which may hold secrets
 */
export function deploymentIn(text: string): Deployment {
  const state = parse(text);
  if (!isBag(state)) throw new Error(`it is not the state of a stack: ${wanted}`);
  if (isBag(state.checkpoint)) throw new Error(`it is a backend's own state file: ${wanted}`);
  if (!isBag(state.deployment)) throw new Error(`it is not the state of a stack (no "deployment" in it): ${wanted}`);
  if (typeof state.version !== "number" || state.version < 3) {
    throw new Error("it is in a format that Pulumi no longer writes: export it with Pulumi 3");
  }
  const { manifest, resources, pending_operations: pending } = state.deployment;
  const savedAt = Date.parse(isBag(manifest) ? textOf(manifest.time) : "");
  return {
    savedAt: Number.isNaN(savedAt) ? undefined : savedAt,
    resources: list(resources, "resources").flatMap(resourceIn),
    pending: list(pending, "pending_operations").flatMap((each) =>
      isBag(each)
        ? resourceIn(each.resource).map((resource) => ({ operation: textOf(each.type) || "changing", resource }))
        : [],
    ),
  };
}

function parse(text: string): unknown {
  if (text.trim() === "") throw new Error(`it is empty: ${wanted}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`it is not JSON, or cut off: ${wanted}`);
  }
}

function list(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error(`it is damaged ("${name}" is not a list): ${wanted}`);
  return value;
}

function resourceIn(value: unknown): Resource[] {
  if (!isBag(value) || typeof value.urn !== "string" || typeof value.type !== "string") return [];
  const byProperty = isBag(value.propertyDependencies) ? Object.values(value.propertyDependencies) : [];
  const dependencies = [value.dependencies, ...byProperty].flatMap(texts);
  return [
    {
      urn: value.urn,
      type: value.type,
      id: textOf(value.id),
      inputs: isBag(value.inputs) ? value.inputs : {},
      outputs: isBag(value.outputs) ? value.outputs : {},
      replaced: value.delete === true,
      gone: value.pendingReplacement === true,
      dependencies: new Set(dependencies),
      initErrors: texts(value.initErrors),
    },
  ];
}

export function isBag(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
