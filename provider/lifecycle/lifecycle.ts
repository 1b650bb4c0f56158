import type { CheckResult, ReadResult, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { type Bag, urnOf, withoutAbsent } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import type { ReadConfiguration } from "../credentials/places";
import { rememberSecrets, secretNames } from "../credentials/secrets";
import { identityOf } from "../credentials/set";
import { CredentialUse } from "../credentials/usage";
import { VendorClient } from "../credentials/vendor-client";
import { OwnTokens } from "../leftovers/own-tokens";
import { failureOf } from "../messages/failure";
import { redact } from "../messages/redaction";
import { report } from "../messages/report";
import { storedOutputs } from "../state/outputs";
import { checkInputs } from "./check";
import type { Context } from "./context";
import { isAdoption, issue } from "./create";
import { end } from "./delete";
import { type Difference, diff } from "./diff";
import { Kept } from "./kept-token";
import { lookAhead } from "./look-ahead";
import { type Copy, copyOf, heldToken, ProcessMemory } from "./memory";
import { changedOutputs, unissued } from "./preview";
import { observe } from "./read";
import { change } from "./update";

/**
 * Runs the life of one vendor's tokens for a Pulumi provider: `check` completes and validates the arguments, `diff`
 * decides, `create` issues, `read` introspects, `update` changes in place, `delete` revokes.
 *
 * `check` and `diff` send nothing, so a preview sends nothing.
 */
export class Lifecycle implements ResourceProvider {
  /** The names of the secret inputs and outputs. */
  readonly secretNames: ReadonlySet<string>;
  readonly #context: Context;
  readonly #own = new OwnTokens();
  #configuration: ReadConfiguration = () => undefined;

  constructor(
    private readonly vendor: Vendor,
    clock: () => number = Date.now,
    use: CredentialUse = new CredentialUse(),
  ) {
    this.secretNames = secretNames(vendor);
    const configuration: ReadConfiguration = (key) => this.#configuration(key);
    this.#context = {
      vendor,
      clock,
      client: new VendorClient(vendor, clock, configuration, use, this.#own),
      memory: new ProcessMemory(),
      lookAhead: () => lookAhead(configuration).milliseconds,
    };
  }

  // Pulumi uses the provider before this promise resolves, and also after it rejects. So it only stores its argument.
  async configure({ config }: { config: { get: ReadConfiguration } }): Promise<void> {
    this.#configuration = (key) => config.get(key);
  }

  check(olds: Bag, news: Bag): Promise<CheckResult> {
    return this.#saying("check the arguments of the access token", urnOf(news), () => this.#check(olds, news));
  }

  async #check(olds: Bag, news: Bag): Promise<CheckResult> {
    const urn = urnOf(news);
    rememberSecrets(this.vendor, news);
    const recorded = identityOf(this.vendor, this.#context.memory.oldInputs(urn, olds));
    const { failures, inputs, missing } = checkInputs(this.vendor, recorded, news, this.#configuration);
    this.#context.memory.remembersCheck(urn, olds, inputs, missing);
    const { problem } = lookAhead(this.#configuration);
    const all = problem === undefined ? failures : [...failures, problem];
    if (all.length > 0) {
      // The engine prints the value of the property that a failure names, even if it is secret.
      return { failures: all.map((reason) => ({ property: "", reason: redact(reason) })) };
    }
    if (missing !== undefined) await report("warning", urn, missing);
    return { inputs };
  }

  diff(id: string, outputs: Bag, given: Bag): Promise<Difference> {
    return this.#saying("plan the access token", urnOf(given), () => this.#diff(id, outputs, given));
  }

  async #diff(id: string, outputs: Bag, given: Bag): Promise<Difference> {
    const news = withoutAbsent(given);
    const copy = this.#copyOf(id, outputs);
    const observed = this.#context.memory.takesObservation(copy);
    // This is the diff of a refresh. It answers with what `read` saw, and does not look at what is due.
    if (observed !== undefined) return { changes: observed, replaces: observed ? ["status"] : [], updates: [] };

    this.#context.memory.remembersCopy(copy, news);
    return diff(this.#context, copy, news);
  }

  async create(given: Bag): Promise<{ id: string; outs: Bag }> {
    const inputs = withoutAbsent(given);
    const urn = urnOf(inputs);
    const verb = isAdoption(this.#context, inputs) ? "adopt" : "issue";
    return this.#saying(`${verb} the access token`, urn, async () => {
      const { copy, problem, remarks } = await issue(this.#context, inputs);
      this.#context.memory.remembersIssue(copy, inputs);
      for (const [severity, remark] of remarks) await report(severity, urn, remark);
      if (problem !== undefined) throw new Kept(this.vendor, copy, given, problem);
      return { id: copy.id, outs: storedOutputs(this.vendor, copy.state) };
    });
  }

  /** Returns the outputs of `create` that are known before it runs; the others are unknown. Sends nothing. */
  previewCreate(inputs: Bag): Bag {
    return unissued(this.vendor, inputs);
  }

  /** Returns the outputs of `update` that are known before it runs; the others are unknown. Sends nothing. */
  previewUpdate(id: string, outputs: Bag, news: Bag): Bag {
    return changedOutputs(this.#context, this.#copyOf(id, outputs), news);
  }

  async read(id: string, outputs: Bag): Promise<ReadResult> {
    const copy = this.#copyOf(id, outputs);
    const status = await this.#saying("introspect the access token", urnOf(outputs), () =>
      observe(this.#context, copy),
    );
    this.#context.memory.remembersObservation(copy, status);
    return { id, props: storedOutputs(this.vendor, { ...outputs, status }) };
  }

  async update(id: string, outputs: Bag, news: Bag): Promise<{ outs: Bag }> {
    const copy = this.#copyOf(id, outputs);
    rememberSecrets(this.vendor, news);
    this.#context.memory.remembersCopy(copy, withoutAbsent(news));
    const state = await this.#saying("change the access token", urnOf(news), () => change(this.#context, copy, news));
    return { outs: storedOutputs(this.vendor, state) };
  }

  async delete(id: string, outputs: Bag): Promise<void> {
    const copy = this.#copyOf(id, outputs);
    await this.#saying("revoke the access token", urnOf(outputs), () => end(this.#context, copy));
    this.#context.memory.forgets(copy);
  }

  /** Ends the login sessions that its operations opened. */
  close(): Promise<void> {
    return this.#context.client.close();
  }

  #copyOf(id: string, outputs: Bag): Copy {
    rememberSecrets(this.vendor, outputs);
    const copy = copyOf(id, outputs);
    this.#own.remembers(heldToken(copy));
    return copy;
  }

  async #saying<T>(what: string, urn: string | undefined, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw error instanceof Kept ? error : failureOf(what, urn, error);
    }
  }
}
