import path from "node:path";
import type { ProviderError } from "../support/provider-process/provider-error";
import type { Properties, ProviderProcess } from "../support/provider-process/provider-process";
import type { ModelStack, Outcome, Program, StateCopy } from "./stack";

type Copy = { -readonly [K in keyof StateCopy]: StateCopy[K] } & { inputs: Properties; outputs: Properties };

let operations = 0;

/**
 * Does with the real provider process what the engine does (`pulumi` 3.230, `resource/deploy/step_generator.go`), in the
 * same order: check, diff, check anew where it replaces, create, update; what was replaced or is no longer in the program
 * is deleted last, and only where nothing failed.
 */
export class ProcessStack implements ModelStack {
  /** What is created is carried out, and the process ends before the engine has its reply. */
  losesReplies = false;
  #copies: Copy[] = [];
  #said: string[] = [];
  #text = "";

  constructor(
    private readonly provider: ProviderProcess,
    private readonly resource: string,
    private readonly urnOf: (name: string) => string,
  ) {}

  async copies(): Promise<readonly StateCopy[]> {
    return structuredClone(this.#copies);
  }

  up(program: Program): Promise<Outcome> {
    return this.#operation(async () => {
      const [done, changes] = await this.#register(program, false);
      if (!done) return [false, changes];
      const over = this.#copies.filter(({ name, replaced }) => replaced || !(name in program));
      return [await this.#delete(over), changes || over.length > 0];
    });
  }

  preview(program: Program): Promise<Outcome> {
    return this.#operation(async () => {
      const [done, changes] = await this.#register(program, true);
      return [done, changes || this.#copies.some(({ name, replaced }) => replaced || !(name in program))];
    });
  }

  refresh(): Promise<Outcome> {
    return this.#operation(async () => {
      let [done, changes] = [true, false];
      for (const copy of this.#copies) {
        const read = await this.#trying(async () => {
          const { id, props } = await this.provider.read(copy.id, this.#with(copy.outputs));
          const diff = await this.provider.diff(id, props, this.#with(copy.inputs));
          changes ||= diff.changes === true;
          copy.outputs = props;
        });
        done &&= read;
      }
      return [done, changes];
    });
  }

  destroy(): Promise<Outcome> {
    return this.#operation(async () => [await this.#delete(this.#copies), this.#copies.length > 0]);
  }

  /** An operation has what a process has: a registry of its own, with a memory of its own. */
  async #operation(run: () => Promise<[ok: boolean, changes: boolean]>): Promise<Outcome> {
    const lib = path.resolve("lib/provider");
    const registry = `require(${JSON.stringify(`${lib}/registry.js`)})`;
    const vendors = `require(${JSON.stringify(`${lib}/vendors/index.js`)}).vendors`;
    this.#text = `exports.handler=()=>${registry}.providerOf(${vendors})("${this.resource}")//${++operations}`;
    this.#said = [];
    const heard = this.provider.logs.length;
    const [ok, changes] = await run();
    const logs = this.provider.logs.slice(heard).map(({ message, severity }) => `${severity}: ${message}`);
    return { ok, changes, said: [...logs, ...this.#said] };
  }

  async #register(program: Program, isPreview: boolean): Promise<[ok: boolean, changes: boolean]> {
    let [done, changes] = [true, false];
    for (const [name, args] of Object.entries(program)) {
      const old = this.#copies.find((copy) => copy.name === name && !copy.replaced);
      const news = this.#with({ ...args, resourceUrn: this.urnOf(name) });
      const { failures, inputs } = await this.provider.check(old === undefined ? {} : this.#with(old.inputs), news);
      if (failures.length > 0) {
        this.#said.push(...failures.map(({ reason }) => `error: ${reason}`));
        return [false, changes];
      }
      const action = await this.#planned(old, inputs);
      changes ||= action !== "none";
      if (action === "replace") await this.provider.check({}, news);
      if (isPreview) continue;
      if (action === "none" && old !== undefined) old.inputs = inputs;
      else if (action === "update" && old !== undefined) done = (await this.#update(old, inputs)) && done;
      else done = (await this.#create(name, inputs, old)) && done;
    }
    return [done, changes];
  }

  async #planned(old: Copy | undefined, inputs: Properties): Promise<"replace" | "update" | "none"> {
    if (old === undefined) return "replace";
    const { changes, replaces } = await this.provider.diff(old.id, this.#with(old.outputs), inputs);
    if (changes && replaces.length > 0) return "replace";
    return changes || old.failed ? "update" : "none";
  }

  #create(name: string, inputs: Properties, old: Copy | undefined): Promise<boolean> {
    const made = (id: string, outputs: Properties, failed: boolean) => {
      if (old !== undefined) old.replaced = true;
      this.#copies.push({ name, id, inputs, outputs, replaced: false, failed });
    };
    return this.#trying(async () => {
      const { id, outs } = await this.provider.create(inputs);
      if (this.losesReplies) throw new Error("error reading from server: EOF");
      made(id, outs, false);
    }, made);
  }

  #update(old: Copy, inputs: Properties): Promise<boolean> {
    const made = (_: string, outputs: Properties, failed: boolean) => Object.assign(old, { inputs, outputs, failed });
    return this.#trying(async () => {
      const { outs } = await this.provider.update(old.id, this.#with(old.outputs), inputs);
      made(old.id, outs, false);
    }, made);
  }

  async #delete(copies: readonly Copy[]): Promise<boolean> {
    let done = true;
    for (const copy of [...copies].reverse()) {
      const deleted = await this.#trying(() => this.provider.delete(copy.id, this.#with(copy.outputs)));
      if (deleted) this.#copies = this.#copies.filter((each) => each !== copy);
      done &&= deleted;
    }
    return done;
  }

  /** Whether a step succeeded; what it had made before it failed is kept. */
  async #trying(
    step: () => Promise<void>,
    made?: (id: string, outputs: Properties, failed: boolean) => void,
  ): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      const { failedInit, message } = error as ProviderError;
      this.#said.push(`error: ${message}`, ...(failedInit?.reasons ?? []).map((reason) => `error: ${reason}`));
      if (failedInit !== undefined) made?.(failedInit.id, failedInit.properties, true);
      return false;
    }
  }

  #with(bag: Properties): Properties {
    return { ...bag, __provider: this.#text };
  }
}
