import { type Bag, withoutAbsent } from "../arguments/validation";
import type { HeldToken } from "../contract/token";
import { digest, type Status, type TokenState } from "../state/token-state";

/** One copy of a resource in state. During a replacement a resource has two, with different ids. */
export interface Copy {
  readonly id: string;
  readonly state: TokenState;
}

/** Returns the copy that Pulumi passes as an id and outputs. */
export function copyOf(id: string, outputs: Bag): Copy {
  const { __provider, ...state } = withoutAbsent(outputs);
  return { id, state: state as TokenState };
}

/** Returns a copy's token in the form that vendors get. */
export function heldToken({ id, state }: Copy): HeldToken {
  return { id: state.renewedId ?? id, accessToken: state.accessToken, state };
}

/** The inputs of the last run and of this run, and the sentence on a missing credential from this run's check. */
interface Checked {
  readonly olds: Bag;
  readonly news: Bag;
  readonly missing: string | undefined;
}

/**
 * The memory of one process. Pulumi runs all operations of a run in one process. It does not tell an operation about
 * the others, or that it belongs to a replacement.
 */
export class ProcessMemory {
  /** The newest copy of each resource, by URN, with its present inputs. */
  readonly #newest = new Map<string, Copy & { inputs: Bag }>();
  /** The URN under which a copy was last planned. The state of a renamed resource holds the old URN. */
  readonly #urns = new Map<string, string>();
  /** The copies that hold each token, by the token. */
  readonly #holders = new Map<string, Map<string, TokenState>>();
  readonly #issued = new Set<string>();
  readonly #checked = new Map<string, Checked>();
  readonly #said = new Set<string>();
  readonly #observed = new Map<string, { urn: string | undefined; changed: boolean }>();

  /** Returns whether a topic is reported for the first time. A message about all tokens of a run is reported once. */
  isNews(topic: string): boolean {
    const isNews = !this.#said.has(topic);
    this.#said.add(topic);
    return isNews;
  }

  /** Remembers a check. Pulumi checks inputs before it plans, and again without the old inputs before it replaces. */
  remembersCheck(urn: string | undefined, olds: Bag, news: Bag, missing: string | undefined): void {
    if (urn === undefined) return;
    this.#checked.set(urn, { olds: this.oldInputs(urn, olds), news, missing });
    for (const [copy, observed] of this.#observed) if (observed.urn === urn) this.#observed.delete(copy);
  }

  /** Returns the inputs at the end of the last run: those that Pulumi passes now, else those that it passed before. */
  oldInputs(urn: string | undefined, olds: Bag = {}): Bag {
    if (Object.keys(olds).length > 0 || urn === undefined) return olds;
    return this.#checked.get(urn)?.olds ?? olds;
  }

  /** Returns the sentence on a missing credential from the check of this run. */
  missing(urn: string | undefined): string | undefined {
    return urn === undefined ? undefined : this.#checked.get(urn)?.missing;
  }

  /** Remembers a copy that was issued with these inputs. */
  remembersIssue(copy: Copy, inputs: Bag): void {
    this.#issued.add(keyOf(copy));
    this.remembersCopy(copy, inputs);
  }

  /** Remembers an existing copy and its present inputs. */
  remembersCopy(copy: Copy, inputs: Bag): void {
    const urn = inputs.resourceUrn as string | undefined;
    this.#hold(copy);
    if (urn === undefined) return;
    this.#urns.set(keyOf(copy), urn);
    this.#newest.set(urn, { ...copy, inputs });
  }

  /** Returns the newest copy of a resource that this process planned or issued; `undefined` if it did neither. */
  newest(urn: string | undefined): (Copy & { inputs: Bag }) | undefined {
    return urn === undefined ? undefined : this.#newest.get(urn);
  }

  /**
   * Returns the newest copy of a copy's resource: its replacement, else itself; `undefined` if this run did not see the
   * resource. Pulumi checks a replacement by `--replace` but does not plan it.
   */
  newestOf(copy: Copy): { id: string; inputs: Bag } | undefined {
    const urn = this.#urns.get(keyOf(copy)) ?? copy.state.resourceUrn;
    const checked = urn === undefined ? undefined : this.#checked.get(urn);
    return this.newest(urn) ?? (checked && { id: copy.id, inputs: checked.news });
  }

  /**
   * Returns an id for a token to which the vendor gives none. It is unique even if the server repeats tokens, also the
   * first token of a copy that was renewed since.
   */
  idFor(accessToken: string, urn?: string): string {
    const hash = digest(accessToken);
    const holders = [...(this.#holders.get(accessToken)?.keys() ?? [])].map((holder) => holder.split(" ", 1)[0]);
    const taken = new Set([...holders, this.newest(urn)?.id]);
    let id = hash;
    for (let count = 2; taken.has(id); count++) id = `${hash}.${count}`;
    return id;
  }

  /**
   * Returns whether another copy holds the same token. An unplanned replacement may have the id of the copy that it
   * replaces. If this run issued a token under that id, the copy to delete is the old one: Pulumi does not delete a
   * copy in the run that issued it.
   */
  isShared(copy: Copy): boolean {
    if (this.#issued.has(keyOf(copy))) return true;
    return [...(this.#holders.get(copy.state.accessToken)?.keys() ?? [])].some((holder) => holder !== keyOf(copy));
  }

  /** Returns the state of a copy that already holds this token. */
  holderOf(accessToken: string): TokenState | undefined {
    return this.#holders.get(accessToken)?.values().next().value;
  }

  forgets(copy: Copy): void {
    this.#holders.get(copy.state.accessToken)?.delete(keyOf(copy));
  }

  remembersObservation(copy: Copy, status: Status): void {
    this.#observed.set(keyOf(copy), { urn: copy.state.resourceUrn, changed: copy.state.status !== status });
  }

  /**
   * Returns whether the last observation changed the status, and forgets it; `undefined` if there is none since a
   * check.
   */
  takesObservation(copy: Copy): boolean | undefined {
    const observed = this.#observed.get(keyOf(copy));
    this.#observed.delete(keyOf(copy));
    return observed?.changed;
  }

  #hold(copy: Copy): void {
    const { accessToken } = copy.state;
    this.#holders.set(accessToken, (this.#holders.get(accessToken) ?? new Map()).set(keyOf(copy), copy.state));
  }
}

/** Returns a key with id and URN. The id alone is not unique, since two servers may issue the same one. */
function keyOf({ id, state }: Copy): string {
  return `${id} ${state.resourceUrn ?? ""}`;
}
