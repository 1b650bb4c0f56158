import { isDeepStrictEqual } from "node:util";
import type { ProviderError } from "../support/provider-process/provider-error";
import type { Properties, ProviderProcess } from "../support/provider-process/provider-process";

/** One copy of the resource in state. */
export interface Copy {
  readonly id: string;
  readonly outs: Properties;
  readonly failedInit?: readonly string[];
}

/** Whether two states hold the same, whatever failed. */
export function isSameState(one: readonly Copy[], other: readonly Copy[]): boolean {
  return isDeepStrictEqual(
    ...([one, other].map((copies) => copies.map(({ id, outs }) => [id, outs])) as [unknown, unknown]),
  );
}

/** The operations of the engine on one resource, and the state that it would keep. */
export class Resource {
  /** The copy that counts; absent before it was made. */
  current: Copy | undefined;
  /** Copies that were replaced, and are still to be deleted. */
  replaced: Copy[] = [];
  /** The inputs at the end of the last run. */
  inputs: Properties = {};
  /** All that the user reads. */
  readonly said: string[] = [];

  constructor(
    readonly urn: string,
    private readonly text: string,
  ) {}

  get copies(): readonly Copy[] {
    return [...(this.current === undefined ? [] : [this.current]), ...this.replaced];
  }

  /** `pulumi up`. Whether it did all that it had to. */
  async up(provider: ProviderProcess, args: Properties): Promise<boolean> {
    const news = { ...args, resourceUrn: this.urn, __provider: this.text };
    const checked = await provider.check(this.inputs, news);
    for (const { reason } of checked.failures) this.said.push(reason);
    if (checked.failures.length > 0) return false;
    const done = await this.#step(provider, checked.inputs, news);
    // The engine leaves the old one alone until the new one is in order.
    if (this.current?.failedInit !== undefined) return done;
    return (await this.#deleteReplaced(provider)) && done;
  }

  async #step(provider: ProviderProcess, inputs: Properties, news: Properties): Promise<boolean> {
    const { current } = this;
    if (current === undefined) return this.#create(provider, inputs);
    const diff = await provider.diff(current.id, current.outs, inputs);
    if (diff.replaces.length > 0) {
      const again = await provider.check({}, news);
      return this.#create(provider, again.inputs);
    }
    if (!diff.changes && current.failedInit === undefined) {
      this.inputs = inputs;
      return true;
    }
    return this.#trying(inputs, async () => {
      const { outs } = await provider.update(current.id, current.outs, inputs);
      this.current = { id: current.id, outs };
    });
  }

  async #create(provider: ProviderProcess, inputs: Properties): Promise<boolean> {
    const old = this.current;
    const taken = (copy: Copy) => {
      this.current = copy;
      if (old !== undefined) this.replaced.push(old);
    };
    return this.#trying(inputs, async () => taken(await provider.create(inputs)), taken);
  }

  /** `pulumi refresh`. */
  async refresh(provider: ProviderProcess): Promise<boolean> {
    const { current } = this;
    if (current === undefined) return true;
    return this.#trying(this.inputs, async () => {
      const { id, props } = await provider.read(current.id, current.outs);
      this.current = { id, outs: props };
    });
  }

  /** `pulumi destroy`. */
  async destroy(provider: ProviderProcess): Promise<boolean> {
    const replaced = await this.#deleteReplaced(provider);
    const { current } = this;
    if (current === undefined) return replaced;
    const done = await this.#trying(this.inputs, () => provider.delete(current.id, current.outs));
    if (done) this.current = undefined;
    return done && replaced;
  }

  async #deleteReplaced(provider: ProviderProcess): Promise<boolean> {
    let all = true;
    for (const copy of [...this.replaced]) {
      const done = await this.#trying(this.inputs, () => provider.delete(copy.id, copy.outs));
      if (done) this.replaced = this.replaced.filter((each) => each !== copy);
      all &&= done;
    }
    return all;
  }

  async #trying(inputs: Properties, run: () => Promise<void>, made?: (copy: Copy) => void): Promise<boolean> {
    try {
      await run();
      this.inputs = inputs;
      return true;
    } catch (error) {
      const { failedInit, message } = error as ProviderError;
      this.said.push(message, ...(failedInit?.reasons ?? []));
      if (failedInit === undefined) return false;
      const copy = { id: failedInit.id, outs: failedInit.properties, failedInit: failedInit.reasons };
      if (made === undefined) this.current = copy;
      else made(copy);
      this.inputs = inputs;
      return false;
    }
  }
}
