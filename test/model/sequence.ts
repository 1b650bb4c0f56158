import { type Fault, type LoggedRequest, secretHash } from "../../testing";
import type { ModelClock } from "./clock";
import { type IssuedToken, Ledger } from "./ledger";
import { owed } from "./owed";
import { argsOf, changed, type Settings, settings } from "./settings";
import type { ModelStack, Outcome, Program, StateCopy } from "./stack";
import type { Name, Step, Trouble } from "./steps";
import { type Args, type ModelVendor, type Purpose, purposeOf, type Server } from "./vendors";

/** What a sequence happens in. */
export interface Surroundings {
  readonly vendor: ModelVendor;
  readonly server: Server;
  readonly clock: ModelClock;
  readonly stack: ModelStack;
  /** Has what is created in the next operation carried out, and its replies lost on the way to the engine. */
  readonly crash?: (isOn: boolean) => void;
}

/** Runs the steps one after the other, then an `up` and a `destroy` in order. Throws where anything does not hold. */
export async function runSequence(steps: readonly Step[], around: Surroundings): Promise<void> {
  const sequence = new Sequence(around);
  for (const step of steps) await sequence.take(step);
  await sequence.end();
}

type Operation = "up" | "preview" | "refresh" | "destroy";

class Sequence {
  readonly #ledger: Ledger;
  readonly #set: Record<Name, Settings> = { a: settings(true), b: settings(false) };
  #hasTrouble = false;
  #crashes = false;
  #isSilent = false;
  /** The operation before was an `up` in order. */
  #isDone = false;
  /** How many requests were seen. */
  #seen = 0;
  /** Tokens that no reply told of, and those that live out of state and were told of. */
  readonly #crashed = new Set<IssuedToken>();
  readonly #told = new Set<IssuedToken>();

  constructor(private readonly around: Surroundings) {
    this.#ledger = new Ledger(around.vendor);
  }

  async take(step: Step): Promise<void> {
    const { clock, server, vendor } = this.around;
    const { connection } = server;
    this.#isDone &&= step.do === "preview";
    switch (step.do) {
      case "wait":
        return clock.pass(step.minutes * 60_000);
      case "set":
        this.#set[step.name] = changed(this.#set[step.name], step.change);
        return;
      case "lifetime":
        this.#ledger.nextLifetime = step.seconds * 1000;
        return connection.control({ nextLifetime: step.seconds });
      case "revoke": {
        const live = this.#ledger.live(clock.now);
        const token = live[step.pick % live.length];
        if (token === undefined) return;
        token.revoked = true;
        return connection.control({ revoke: { token: token.hash } });
      }
      case "trouble": {
        const fault = faultOf(vendor, step.purpose, step.trouble);
        if (fault === undefined) return;
        this.#hasTrouble = true;
        return connection.fault(fault);
      }
      case "silence":
        this.#hasTrouble = true;
        this.#isSilent = true;
        await connection.clearFaults();
        return connection.fault({ delay: 3_600_000, count: 1000 });
      case "crash":
        this.#crashes = this.around.crash !== undefined;
        return;
      default:
        return this.#operate(step.do);
    }
  }

  /** All is in order again, and all that is in state is cleared away. */
  async end(): Promise<void> {
    for (const set of Object.values(this.#set)) set.secret = false;
    await this.around.server.connection.clearFaults();
    this.#hasTrouble = false;
    this.#crashes = false;
    this.#isSilent = false;
    for (const operation of ["up", "preview", "destroy"] as const) await this.#operate(operation);
  }

  /** The requests since the last call. */
  async #sent(): Promise<readonly LoggedRequest[]> {
    const log = await this.around.server.connection.log();
    const sent = log.slice(this.#seen);
    this.#seen = log.length;
    return sent;
  }

  async #operate(operation: Operation): Promise<void> {
    const { crash, server, stack } = this.around;
    const program = this.#program();
    const before = await stack.copies();
    const isOrderly = !this.#hasTrouble && !this.#crashes && this.#isOrderly(operation, before);
    const count = this.#ledger.tokens.length;
    crash?.(this.#crashes);
    const outcome = await run(stack, operation, program);
    crash?.(false);
    const log = await this.#sent();
    if (this.#hasTrouble) await server.connection.clearFaults();
    this.#ledger.take(log);
    const after = await stack.copies();
    for (const { id, outputs } of after) {
      const token = this.#ledger.byHash(secretHash(String(outputs.accessToken)));
      if (token !== undefined) token.id = id;
    }

    const problems = [
      ...this.#lost(operation, outcome, after, count),
      ...this.#twice(log),
      ...(this.#isSilent && log.length > 1 ? [`a server that never answers was sent ${words(log)}`] : []),
      ...(operation === "preview" && log.length > 0 ? [`a preview sent ${words(log)}`] : []),
      ...(isOrderly ? this.#otherwise(operation, program, before, after, outcome, log) : []),
    ];
    if (operation === "up" && outcome.ok) problems.push(...this.#unfinished(program, after));
    if (operation === "preview" && this.#isDone && outcome.changes) problems.push("more is to do after an up in order");
    this.#isDone = operation === "up" && outcome.ok;
    this.#hasTrouble = false;
    this.#crashes = false;
    this.#isSilent = false;
    if (problems.length > 0) throw new Error([operation, ...problems, "said:", ...outcome.said].join("\n"));
  }

  #program(): Program {
    const present = Object.entries(this.#set).filter(([, { present }]) => present);
    return Object.fromEntries(
      present.map(([name, set]) => [name, argsOf(this.around.vendor, this.around.server, set)]),
    );
  }

  /** Whether nothing keeps the operation from succeeding. */
  #isOrderly(operation: Operation, copies: readonly StateCopy[]): boolean {
    const { clock, vendor } = this.around;
    if (operation === "preview") return true;
    const isWrong = (bag: Args) => vendor.secret !== undefined && bag[vendor.secret] === "of another account";
    if (copies.some(({ outputs }) => isWrong(outputs)) || Object.values(this.#set).some(({ secret }) => secret)) {
      return false;
    }
    // A change in place of a token that is dead fails, and tells that it is.
    const isDead = ({ outputs }: StateCopy) =>
      outputs.status === "issued" && !this.#lives(outputs) && Date.parse(String(outputs.expiresAt)) > clock.now;
    return operation !== "up" || !copies.some((copy) => copy.failed || isDead(copy));
  }

  #lives(outputs: Args): boolean {
    const token = this.#ledger.byHash(secretHash(String(outputs.accessToken)));
    return token !== undefined && this.#ledger.live(this.around.clock.now).includes(token);
  }

  /** Tokens that live, are not in state, and were not told of. */
  #lost(operation: Operation, { said }: Outcome, after: readonly StateCopy[], count: number): string[] {
    const { clock, vendor } = this.around;
    const held = new Set(after.map(({ outputs }) => secretHash(String(outputs.accessToken))));
    const words = said.join("\n");
    let unnamed = said.filter((text) => /^error: .*(If a token was issued|a new token was issued)/.test(text));
    const lost: string[] = [];
    for (const token of this.#ledger.live(clock.now)) {
      if (held.has(token.hash) || this.#told.has(token)) continue;
      const isNew = this.#ledger.tokens.indexOf(token) >= count;
      if (isNew && this.#crashes) this.#crashed.add(token);
      const naming = said.filter((text) => [token.id, token.name].some((name) => name && text.includes(name)));
      const [statement] = unnamed;
      if (naming.some((text) => tells(text, token.end))) this.#told.add(token);
      else if (isNew && statement !== undefined && tells(statement, token.end)) {
        this.#told.add(token);
        unnamed = unnamed.filter((each) => each !== statement);
      } else if (!this.#crashed.has(token) || (vendor.lists && this.#isLookedFor(operation, token, after, count))) {
        lost.push(
          `token ${token.id ?? token.name ?? token.hash} lives until ${iso(token.end)}, and no one was told: ${words}`,
        );
      }
    }
    return lost;
  }

  /** Whether this run issued a token of the same resource in its place, with a look at the list. */
  #isLookedFor(operation: Operation, lost: IssuedToken, after: readonly StateCopy[], count: number): boolean {
    if (operation !== "up" || this.#hasTrouble || this.#crashes) return false;
    const owner = ({ outputs }: StateCopy) => marker(String(outputs.listedName)) === marker(lost.name ?? "");
    const copy = after.find((each) => owner(each) && !each.replaced);
    const issued = this.#ledger.tokens.slice(count).some(({ name }) => name === copy?.outputs.listedName);
    const { onDelete, onReplace, username } = copy?.inputs ?? {};
    const isSpared = onDelete === "expire" || onReplace === "expire";
    return copy !== undefined && issued && !isSpared && username === this.around.server.accounts[0].username;
  }

  #twice(log: readonly LoggedRequest[]): string[] {
    const { vendor } = this.around;
    const issues = log.filter((request) => purposeOf(vendor, request) === "issue");
    const revoked = log.flatMap((request) => {
      const { carriedOut, cut, status } = request;
      const isDone = carriedOut !== false && cut === undefined && status < 300;
      return isDone && purposeOf(vendor, request) === "revoke" ? [vendor.tokenOf(request)] : [];
    });
    return [
      ...(issues.length > Object.keys(this.#program()).length ? [`too much was issued: ${words(log)}`] : []),
      ...(new Set(revoked).size < revoked.length ? [`revoked twice: ${words(log)}`] : []),
    ];
  }

  /** What an `up` that was in order left undone. */
  #unfinished(program: Program, after: readonly StateCopy[]): string[] {
    const { clock, vendor } = this.around;
    const names = after.map(({ name }) => name).sort();
    const problems = after.flatMap((copy) => {
      const { failed, name, outputs, replaced } = copy;
      if (failed || replaced) return [`${name} is ${failed ? "of no use" : "still to be deleted"}`];
      const rest = owed(vendor, copy, program[name] ?? {}, clock.now);
      return rest === "nothing" ? [] : [`${name} owes: ${rest} at ${iso(clock.now)}: ${JSON.stringify(outputs)}`];
    });
    const wanted = Object.keys(program).sort();
    return names.join() === wanted.join() ? problems : [...problems, `in state: ${names.join()}, and not ${wanted}`];
  }

  /** What an operation in order did otherwise than the model. */
  #otherwise(
    operation: Operation,
    program: Program,
    before: readonly StateCopy[],
    after: readonly StateCopy[],
    { ok }: Outcome,
    log: readonly LoggedRequest[],
  ): string[] {
    const { clock, vendor } = this.around;
    const problems = ok ? [] : ["it failed"];
    const done = (purpose: Purpose) => log.filter((request) => purposeOf(vendor, request) === purpose).length;
    if (operation === "up") {
      const owing = Object.entries(program).map(([name, args]) => {
        const copy = before.find((each) => each.name === name && !each.replaced);
        return owed(vendor, copy, args, clock.now);
      });
      for (const purpose of ["issue", "renew"] as const) {
        const wanted = owing.filter((each) => each === purpose).length;
        if (done(purpose) !== wanted) problems.push(`${purpose}: ${done(purpose)} in place of ${wanted}`);
      }
    }
    if (operation === "destroy" && after.length > 0) problems.push("something is left in state");
    const isGone = ({ id }: StateCopy) => vendor.revokes && !after.some((copy) => copy.id === id);
    for (const { name, outputs } of before.filter(isGone)) {
      const { onReplace } = operation === "up" ? (program[name] ?? outputs) : {};
      const isSpared = (program[name] !== undefined && onReplace === "expire") || outputs.onDelete === "expire";
      if (this.#lives(outputs) && !isSpared) problems.push(`${name} was not revoked`);
    }
    if (operation === "refresh") {
      for (const copy of after) {
        const { expiresAt, introspect, status } = copy.outputs;
        if (introspect === false || Date.parse(String(expiresAt)) <= clock.now || this.#lives(copy.outputs)) continue;
        if (status !== "revoked") problems.push(`${copy.name} was revoked, and is in state as ${status}`);
      }
    }
    return problems;
  }
}

function run(stack: ModelStack, operation: Operation, program: Program): Promise<Outcome> {
  return operation === "up" || operation === "preview" ? stack[operation](program) : stack[operation]();
}

/** Whether a sentence tells an end that is not too early, or that it is not known. */
function tells(text: string, end: number): boolean {
  if (/when it ends is not known here|without an end/.test(text)) return true;
  return (text.match(/\d{4,}-\d\d-\d\dT[\d:.]+Z/g) ?? []).some((date) => Date.parse(date) >= end - 1000);
}

function faultOf({ requests, uselessLifetime }: ModelVendor, purpose: Purpose, trouble: Trouble): Fault | undefined {
  const [, method, match] = requests.find(([each]) => each === purpose) ?? [];
  const isDone = purpose === "issue" ? ({ carriedOut: true } as const) : {};
  const faults: Record<Trouble, Fault | undefined> = {
    "cut before": { cut: "before" },
    "cut after": { cut: "after" },
    failed: { status: 500, body: {} },
    "done, and failed": { status: 504, html: true, ...isDone },
    "a page": { html: true, ...isDone },
    refused: { status: 400, body: {} },
    useless: uselessLifetime && { set: uselessLifetime },
  };
  return method === undefined ? undefined : faults[trouble] && { ...faults[trouble], method, match };
}

function marker(name: string): string | undefined {
  return /-([0-9a-f]{8})-[0-9a-f]{8}$/.exec(name)?.[1];
}

function words(log: readonly LoggedRequest[]): string {
  return log.map(({ cut, method, path, status }) => `${method} ${path} ${cut ?? status}`).join(", ");
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
