import { stateText } from "../../provider/state/provider-text";
import { vendors } from "../../provider/vendors";
import { type LoggedRequest, secretHash } from "../../testing";
import type { Properties, ProviderProcess } from "../support/provider-process/provider-process";
import { type Copy, Resource } from "./engine";
import { type CaseFault, deadline } from "./faults";
import type { OAuth2Servers } from "./oauth2-servers";
import type { Recipe, Vendor } from "./recipes";

export const operations = ["issue", "renew", "change", "introspect", "revoke"] as const;

export type OperationName = (typeof operations)[number];

/** A class, an operation, a request of it, and what goes wrong. */
export interface Case {
  readonly recipe: Recipe;
  readonly operation: OperationName;
  /** The request that is met, as `POST /token`; absent where all are. */
  readonly request?: string | undefined;
  readonly fault?: CaseFault;
}

/** What came of it. */
export interface Outcome extends Case {
  readonly ok: boolean;
  /** What the user reads while it goes wrong. */
  readonly said: readonly string[];
  /** The requests while it goes wrong. */
  readonly log: readonly LoggedRequest[];
  readonly before: readonly Copy[];
  readonly after: readonly Copy[];
  /** Whether the `up` after it was in order. */
  readonly upAfter: boolean;
  readonly saidAfter: readonly string[];
  /** Whether the `destroy` at the end was in order. */
  readonly destroyed: boolean;
  readonly saidAtEnd: readonly string[];
  /** The hashes of the tokens that the vendor issued, in state at any time, and alive after all. */
  readonly issued: readonly string[];
  readonly inState: readonly string[];
  readonly alive: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  /** Until when a token issued in it lives, at most. */
  readonly lives: number;
}

/** What all cases share. */
export interface Surroundings {
  /** A process for each run, as Pulumi has it: before, while it goes wrong, after, and the destroy at the end. */
  readonly earlier: ProviderProcess;
  readonly faulty: ProviderProcess;
  readonly later: ProviderProcess;
  readonly last: ProviderProcess;
  readonly oauth2: OAuth2Servers;
  /** Servers that are not there, or not to be trusted. */
  readonly origins: Readonly<Record<NonNullable<CaseFault["way"]>, string>>;
}

/** Long enough for a server that is well, on a machine that is busy. */
const patient = "45 seconds";

let count = 0;

/** Runs a case: all in order, then the fault, then all in order again. */
export async function run(one: Case, around: Surroundings): Promise<Outcome> {
  const { recipe, operation, fault } = one;
  const vendor = await recipe.start(around.oauth2);
  try {
    const { resource } = recipe;
    const declared = vendors.find((each) => each.resource === resource);
    if (declared === undefined) throw new Error(`there is no ${resource}`);
    const urn = `urn:pulumi:dev::faults::pulumi-nodejs:dynamic/access-tokens:${resource}::case-${++count}`;
    const it = new Resource(urn, stateText(declared));
    const args = { rotationTriggers: { release: "1" }, requestTimeout: patient, ...vendor.args };
    const issued: string[] = [];
    const inState = new Set<string>();
    const noteState = () => {
      for (const { outs } of it.copies) inState.add(secretHash(String(outs.accessToken)));
    };
    if (operation !== "issue" && !(await it.up(around.earlier, args))) throw new Error(it.said.join("\n"));
    noteState();
    await note(vendor, recipe, issued);
    await vendor.connection.clearLog();

    const startedAt = Date.now();
    const due = prepared(it, one, args);
    const before = it.copies;
    const heard = around.faulty.logs.length;
    const lost = fault?.way === undefined ? undefined : around.origins[fault.way];
    if (fault?.fault !== undefined) await vendor.connection.fault({ ...fault.fault, ...matching(one.request) });
    // A port that another case has left is not given up for this one: its time-out is another.
    const short = fault?.way === "silent" ? deadline : deadline + count;
    const impatient =
      fault?.way === "silent" || fault?.fault?.delay !== undefined ? `${short / 1000} seconds` : patient;
    rehost(it, vendor.connection.endpoint, lost);
    rehost(it, patient, impatient);
    const other = moved(moved(due, vendor.connection.endpoint, lost), patient, impatient);
    const ok = await operate(it, operation, around.faulty, other);
    rehost(it, lost, vendor.connection.endpoint);
    rehost(it, impatient, patient);
    await vendor.connection.clearFaults();
    const said = [...it.said.splice(0), ...told(around.faulty, urn, heard)];
    const log = await note(vendor, recipe, issued);
    const after = it.copies;
    noteState();

    const heardLater = around.later.logs.length;
    const upAfter = operation === "revoke" || (await it.up(around.later, due));
    noteState();
    const saidAfter = [...it.said.splice(0), ...told(around.later, urn, heardLater)];
    const heardLast = around.last.logs.length;
    const destroyed = await it.destroy(around.last);
    const saidAtEnd = [...it.said.splice(0), ...told(around.last, urn, heardLast)];
    await note(vendor, recipe, issued);
    const alive: string[] = [];
    for (const token of new Set(issued)) {
      const lives = await vendor.connection.control({ revoke: { token } }).then(
        () => true,
        () => false,
      );
      if (lives) alive.push(token);
    }
    const secrets = secretsOf(vendor.args, [...before, ...after]);
    return {
      ...one,
      ...{ ok, said, log, before, after, upAfter, saidAfter, destroyed, saidAtEnd, issued, alive, secrets },
      lives: startedAt + recipe.lives * 1000,
      inState: [...inState],
    };
  } finally {
    await vendor.close();
  }
}

/** A request as all cases have it in common: ids are made up anew for each. */
export function requestOf({ method, path }: LoggedRequest): string {
  return `${method} ${path.replaceAll(/\/(S-1-[\d-]+|[\da-f]{8}-[\da-f-]+|\d+)(?=\/|$)/g, "/*")}`;
}

function matching(request: string | undefined) {
  const [method, path = ""] = request?.split(" ") ?? [];
  return request === undefined ? {} : { method, match: path.split("*").findLast((part) => part !== "") };
}

/** The arguments of the run that goes wrong, after the time that it takes to be due has gone by. */
function prepared(it: Resource, { operation, recipe }: Case, args: Properties): Properties {
  if (operation === "renew") return { ...args, rotationTriggers: { release: "2" } };
  if (operation !== "change") return args;
  const { args: changed = {}, elapsed = 0 } = recipe.change ?? {};
  if (elapsed > 0 && it.current !== undefined) it.current = { ...it.current, outs: earlier(it.current.outs, elapsed) };
  return { ...args, ...changed };
}

function earlier(outs: Properties, elapsed: number): Properties {
  const times = ["issuedAt", "expiresAt"].filter((name) => typeof outs[name] === "string");
  const moved = times.map((name) => [name, new Date(Date.parse(String(outs[name])) - elapsed).toISOString()]);
  return { ...outs, ...Object.fromEntries(moved) };
}

function operate(it: Resource, operation: OperationName, provider: ProviderProcess, args: Properties) {
  if (operation === "introspect") return it.refresh(provider);
  return operation === "revoke" ? it.destroy(provider) : it.up(provider, args);
}

/** The same with another text wherever this one stands. */
function moved<T>(value: T, from: string | undefined, to: string | undefined): T {
  return from === undefined || to === undefined ? value : JSON.parse(JSON.stringify(value).replaceAll(from, to));
}

function rehost(it: Resource, from: string | undefined, to: string | undefined): void {
  it.current = it.current && moved(it.current, from, to);
  it.replaced = moved(it.replaced, from, to);
  it.inputs = moved(it.inputs, from, to);
}

function told({ logs }: ProviderProcess, urn: string, from: number): string[] {
  return logs.slice(from).flatMap((log) => (log.urn === urn ? [`${log.severity}: ${log.message}`] : []));
}

/** Empties the log, and notes the tokens that were issued. */
async function note({ connection }: Vendor, { issues }: Recipe, issued: string[]): Promise<LoggedRequest[]> {
  const log = await connection.log();
  await connection.clearLog();
  for (const { method, path, replyTokens = [] } of log) {
    if (issues.test(`${method} ${path}`)) issued.push(...replyTokens.slice(0, 1));
  }
  return log;
}

function secretsOf(args: Properties, copies: readonly Copy[]): Record<string, string> {
  const ofArgs = ["password", "clientSecret", "adminApiKey", "accessKey", "servicePrincipalKey"].map((name) => [
    name,
    args[name],
  ]);
  const ofState = copies.flatMap(({ outs }, i) =>
    ["accessToken", "refreshToken"].map((name) => [`${name} ${i}`, outs[name]]),
  );
  return Object.fromEntries([...ofArgs, ...ofState].filter(([, value]) => typeof value === "string"));
}
