import type { CheckResult, ConfigureRequest, DiffResult, ReadResult, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { adopt } from "./adoption";
import type { CommonValues } from "./arguments";
import { changesOf } from "./changes";
import { checkInputs } from "./check";
import { identityOf, type ReadConfiguration, sameIdentity } from "./credentials";
import { formatDuration } from "./duration";
import { TokenError } from "./errors";
import { type Issue, lostToken, recordIssue, tokenName } from "./issue";
import { lookAhead } from "./look-ahead";
import { decide } from "./policy";
import { type Copy, ProcessMemory } from "./process-memory";
import { sentence } from "./reason";
import { redact, rememberSecret } from "./redaction";
import { report } from "./report";
import { type Bag, validate, withoutAbsent } from "./schema";
import { recordedInputs, storable, type TokenState, timesOf } from "./state";
import type { Vendor } from "./vendor";
import { VendorClient } from "./vendor-client";

/**
 * The life of one vendor's tokens, as Pulumi's dynamic provider runs it: `check` completes and validates, `diff`
 * decides, `create` issues, `read` introspects, `update` changes in place, `delete` revokes.
 *
 * `check` and `diff` send nothing, so a preview sends nothing.
 */
export class Lifecycle implements ResourceProvider {
  readonly #memory = new ProcessMemory();
  readonly #client: VendorClient;
  #configuration: ReadConfiguration = () => undefined;

  constructor(
    private readonly vendor: Vendor,
    private readonly clock: () => number = Date.now,
  ) {
    this.#client = new VendorClient(vendor, clock);
  }

  // Pulumi uses the provider before this has resolved, and for good where it rejects: it only takes what it is given.
  async configure({ config }: ConfigureRequest): Promise<void> {
    this.#configuration = (key) => config.get(key);
  }

  async check(olds: Bag, news: Bag): Promise<CheckResult> {
    const urn = urnOf(news);
    this.#rememberSecrets(news);
    const recorded = identityOf(this.vendor, this.#memory.oldInputs(urn, olds));
    const { failures, inputs, missing } = checkInputs(this.vendor, recorded, news, this.#configuration);
    this.#memory.remembersCheck(urn, olds, missing);
    const { problem } = lookAhead(this.#configuration);
    const all = problem === undefined ? failures : [...failures, problem];
    if (all.length > 0) {
      // The engine prints the value of the property that a failure names.
      return { failures: all.map((reason) => ({ property: "", reason: redact(reason) })) };
    }
    if (missing !== undefined) await report("warning", urn, missing);
    return { inputs };
  }

  async diff(id: string, outputs: Bag, given: Bag): Promise<DiffResult> {
    const news = withoutAbsent(given);
    const copy = copyOf(id, outputs);
    const observed = this.#memory.takesObservation(copy);
    // This is the diff of a refresh: it reports what was observed, not what is merely due.
    if (observed !== undefined) return { changes: observed, replaces: observed ? ["status"] : [] };

    const urn = urnOf(news);
    this.#memory.remembersCopy(copy, news);
    const ahead = lookAhead(this.#configuration).milliseconds;
    const decision = decide({
      now: this.clock(),
      lookAhead: ahead,
      token: { ...timesOf(copy.state), status: copy.state.status },
      changes: changesOf(this.vendor.arguments, copy.state, news, this.#memory.oldInputs(urn).rotationTriggers),
      renewBefore: this.#valuesOf(news).renewBefore,
      renewsInPlace: false,
    });
    if (decision.reason !== undefined) await report("info", urn, sentence(decision.reason));
    if (decision.lookAheadCapped) {
      await report(
        "info",
        urn,
        `a look-ahead of ${formatDuration(ahead)} is too long for this token: runs are too rare`,
      );
    }
    return { changes: decision.action !== "none", replaces: [...decision.replaces], deleteBeforeReplace: false };
  }

  async create(given: Bag): Promise<{ id: string; outs: Bag }> {
    const inputs = withoutAbsent(given);
    const urn = urnOf(inputs);
    return this.#saying("issue the access token", urn, async () => {
      const missing = this.#memory.missing(urn);
      if (missing !== undefined) throw new TokenError("CREDENTIAL_MISSING", missing);
      const issue = await this.#issueOrAdopt(inputs);
      this.#memory.remembersCopy(issue.copy, inputs);
      for (const [severity, remark] of issue.remarks) await report(severity, urn, remark);
      if (issue.problem !== undefined) throw kept(issue.copy, given, issue.problem);
      return { id: issue.copy.id, outs: issue.copy.state };
    });
  }

  async read(id: string, outputs: Bag): Promise<ReadResult> {
    const copy = copyOf(id, outputs);
    this.#rememberSecrets(outputs);
    const status = await this.#saying("introspect the access token", urnOf(outputs), () => this.#observe(copy));
    this.#memory.remembersObservation(copy, status);
    return { id, props: { ...outputs, status } };
  }

  async update(id: string, outputs: Bag, given: Bag): Promise<{ outs: Bag }> {
    const news = withoutAbsent(given);
    const copy = copyOf(id, outputs);
    const own = Object.entries(copy.state).filter(([name]) => !(name in this.vendor.arguments));
    const state = storable({ ...Object.fromEntries(own), ...recordedInputs(this.vendor, news) }) as TokenState;
    if (state.unusable !== undefined) {
      throw kept({ id, state }, given, `the token was issued and is kept in state, but ${state.unusable}`);
    }
    return { outs: state };
  }

  async delete(id: string, outputs: Bag): Promise<void> {
    const copy = copyOf(id, outputs);
    this.#rememberSecrets(outputs);
    await this.#saying("revoke the access token", urnOf(outputs), () => this.#end(copy));
    this.#memory.forgets(copy);
  }

  async #issueOrAdopt(inputs: Bag): Promise<Issue> {
    const { adopt: adopted, assumedLifetime, renewBefore, ...values } = this.#valuesOf(inputs);
    // What takes the place of a token that exists is a new one, though the argument still names the adopted one.
    const isReplacement = this.#memory.newest(urnOf(inputs)) !== undefined;
    const startedAt = this.clock();
    const scope = (values as { scope?: readonly string[] }).scope;
    const issued = await this.#client.withCredential(inputs, this.#configuration, async (operation) => {
      if (adopted !== undefined && !isReplacement) return adopt(this.vendor, operation, adopted);
      return this.vendor.issue(operation).catch((error) => {
        throw error instanceof TokenError ? lostToken(error, assumedLifetime, startedAt) : error;
      });
    });
    rememberSecret(issued.accessToken);
    const at = issued.issuedAt ?? startedAt;
    return recordIssue(this.vendor, inputs, issued, at, this.#memory, {
      assumedLifetime,
      isReplacement,
      renewBefore,
      scope,
    });
  }

  async #observe(copy: Copy): Promise<TokenState["status"]> {
    const { state } = copy;
    const { introspect } = this.vendor;
    const isOver = state.expiresAt !== undefined && Date.parse(state.expiresAt) <= this.clock();
    if (introspect === undefined || state.introspect === false || isOver) return state.status;
    const held = { id: copy.id, accessToken: state.accessToken };
    const observation =
      this.vendor.introspectsWith === "token"
        ? await this.#client.withToken(state, (operation) => introspect(operation, held))
        : await this.#client.withCredential(state, this.#configuration, (operation) => introspect(operation, held));
    if (observation === undefined) return state.status;
    return observation.accepted ? "issued" : "revoked";
  }

  /** Revokes a token, or leaves it to lapse and says so. */
  async #end(copy: Copy): Promise<void> {
    const { revoke } = this.vendor;
    const { state } = copy;
    const replacement = this.#memory.replacement(copy);
    const wanted = replacement === undefined ? state.onDelete : (replacement.onReplace ?? state.onReplace);
    if (this.#memory.isShared(copy)) {
      return report(
        "warning",
        state.resourceUrn,
        `${tokenName(copy)} is in use by another resource too: the server repeats tokens, so it is not revoked`,
      );
    }
    if (revoke === undefined || wanted === "expire") return this.#leave(copy);
    // Today's credential, where the resource that took this one's place has it: the old one may be gone.
    const today = replacement !== undefined && sameIdentity(this.vendor, replacement, state) ? replacement : {};
    const bag = { ...state, ...recordedInputs(this.vendor, today) };
    const held = { id: copy.id, accessToken: state.accessToken };
    try {
      const revoked = await this.#client.withCredential(bag, this.#configuration, (operation) =>
        revoke(operation, held),
      );
      if (!revoked) await this.#leave(copy);
    } catch (error) {
      if (wanted !== "revokeBestEffort") throw error;
      await report("warning", state.resourceUrn, `${tokenName(copy)} was not revoked: ${messageOf(error)}`);
    }
  }

  async #leave(copy: Copy): Promise<void> {
    const { expiresAt, resourceUrn, status } = copy.state;
    if (status === "revoked" || (expiresAt !== undefined && Date.parse(expiresAt) <= this.clock())) return;
    const why = this.vendor.revoke === undefined ? `${this.vendor.title} has no way to revoke it` : "it is not revoked";
    await report("info", resourceUrn, `${tokenName(copy)} is left to lapse: ${why}`);
  }

  async #saying<T>(what: string, urn: string | undefined, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Kept) throw error;
      const name = urn === undefined ? "" : ` "${urn.split("::").at(-1)}"`;
      const message = redact(`Could not ${what}${name}: ${messageOf(error)}`);
      throw error instanceof TokenError ? new TokenError(error.code, message) : new Error(message);
    }
  }

  #valuesOf(bag: Bag): CommonValues {
    return validate(this.vendor.arguments, bag).values as CommonValues;
  }

  #rememberSecrets(bag: Bag): void {
    rememberSecret(bag.accessToken);
    for (const [name, { secret }] of Object.entries(this.vendor.arguments)) if (secret) rememberSecret(bag[name]);
    for (const name of this.vendor.secretOutputs ?? []) rememberSecret(bag[name]);
  }
}

/** What Pulumi keeps in state although the operation failed: it asks for `id`, `properties` and `reasons`. */
class Kept extends TokenError {
  constructor(
    readonly id: string,
    readonly properties: Bag,
    readonly reasons: readonly string[],
  ) {
    super("TOKEN_UNUSABLE", reasons.join("; "));
  }
}

function kept({ id, state }: Copy, inputs: Bag, problem: string): Kept {
  // Without this text Pulumi could neither read nor delete what it keeps.
  return new Kept(id, { ...state, __provider: inputs.__provider }, [redact(problem)]);
}

function copyOf(id: string, outputs: Bag): Copy {
  const { __provider, ...state } = withoutAbsent(outputs);
  return { id, state: state as TokenState };
}

function urnOf(bag: Bag): string | undefined {
  return typeof bag.resourceUrn === "string" ? bag.resourceUrn : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
