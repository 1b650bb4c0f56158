import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { LoggedRequest } from "../../../testing";
import type { Properties } from "./provider-process";

/** A resource as Pulumi hands it to the provider. The server's address and its token are placeholders in a file. */
export interface RecordedResource {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a version of the package left in state, one resource of each class. */
export interface RecordedState {
  readonly version: string;
  readonly resources: Readonly<Record<string, RecordedResource>>;
}

/** The server of a class, and what there is to know of it for a replay. */
export interface RecordedServer {
  readonly endpoint: string;
  /** Issues a token for the identity in the inputs, as any other program would. */
  issue(): Promise<string>;
  /** Makes the server no longer accept a token. */
  revoke(token: string): Promise<void>;
  log(): Promise<LoggedRequest[]>;
  close(): Promise<void>;
}

/** How a class is recorded and replayed. */
export interface RecordedRecipe {
  readonly start: () => Promise<RecordedServer>;
  /** The arguments that are recorded; `{{endpoint}}` stands for the server's address. */
  readonly args: Properties;
  /** A change of what the token may do, and what the plan says of it. */
  readonly grant: { readonly argument: string; readonly value: unknown; readonly sentence: string };
  /** A new credential of the same identity. */
  readonly credential: Properties;
  /** Where a token is revoked; `undefined` where it cannot be. */
  readonly revocation: string | undefined;
}

const folder = path.join(__dirname, "../../fixtures/state");

/** The file of a version. */
export function fileOf(version: string): string {
  return path.join(folder, `${version}.json`);
}

/** The states that were recorded, one for each version. */
export function recordedStates(): RecordedState[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as RecordedState);
}

/** Puts what a test runs with in the place of the placeholders. */
export function filled(resource: RecordedResource, values: Readonly<Record<string, string>>): RecordedResource {
  const text = JSON.stringify(resource);
  return JSON.parse(text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name) => values[name] ?? whole)) as RecordedResource;
}

/** Puts placeholders in the place of what was true of one run alone. */
export function emptied(resource: RecordedResource, values: Readonly<Record<string, string>>): RecordedResource {
  const text = Object.entries(values).reduce(
    (replaced, [name, value]) => replaced.replaceAll(value, `{{${name}}}`),
    JSON.stringify(resource),
  );
  return JSON.parse(text) as RecordedResource;
}
