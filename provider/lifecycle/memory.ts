import { type Bag, withoutAbsent } from "../arguments/validation";
import type { HeldToken } from "../contract/token";
import { digest, type Status, type TokenState } from "../state/token-state";

/** One copy of a resource in state. During a replacement a resource has two, with different ids. */
export interface Copy {
  readonly id: string;
  readonly state: TokenState;
}

/** The copy that Pulumi passes as an id and outputs. */
export function copyOf(id: string, outputs: Bag): Copy {
  const { __provider, ...state } = withoutAbsent(outputs);
  return { id, state: state as TokenState };
}

/** A copy's token as a vendor gets it. */
export function heldToken({ id, state }: Copy): HeldToken {
  return { id, accessToken: state.accessToken, state };
}

/** The inputs at the end of the last run and those of this one, and what the check of this run found missing. */
interface Checked {
  readonly olds: Bag;
  readonly news: Bag;
  readonly missing: string | undefined;
}

/**
 * What this process has seen. Pulumi runs one run's operations of all resources in one process and tells none of them
 * about the others, or even that it belongs to a replacement.
 */
export class ProcessMemory {
  /** The newest copy of each resource, by URN, with the inputs it has now. */
  readonly #newest = new Map<string, Copy & { inputs: Bag }>();
  /** The URN under which a copy was last planned: a renamed resource has its old one in state. */
  readonly #urns = new Map<string, string>();
  /** The copies that hold each token, by the token. */
  readonly #holders = new Map<string, Map<string, TokenState>>();
  readonly #issued = new Set<string>();
  readonly #checked = new Map<string, Checked>();
  readonly #said = new Set<string>();
  readonly #observed = new Map<string, { urn: string | undefined; changed: boolean }>();

  /** Whether this is the first time that something is to be said: what concerns all tokens of a run is said once. */
  isNews(topic: string): boolean {
    const isNews = !this.#said.has(topic);
    this.#said.add(topic);
    return isNews;
  }

  /** Pulumi checks the inputs before it plans, and a second time, without the old ones, before it replaces. */
  remembersCheck(urn: string | undefined, olds: Bag, news: Bag, missing: string | undefined): void {
    if (urn === undefined) return;
    this.#checked.set(urn, { olds: this.oldInputs(urn, olds), news, missing });
    for (const [copy, observed] of this.#observed) if (observed.urn === urn) this.#observed.delete(copy);
  }

  /** The inputs at the end of the last run: those Pulumi gives, or gave before. */
  oldInputs(urn: string | undefined, olds: Bag = {}): Bag {
    if (Object.keys(olds).length > 0 || urn === undefined) return olds;
    return this.#checked.get(urn)?.olds ?? olds;
  }

  /** What the check of this run found missing in the credential. */
  missing(urn: string | undefined): string | undefined {
    return urn === undefined ? undefined : this.#checked.get(urn)?.missing;
  }

  /** A copy that was issued with these inputs. */
  remembersIssue(copy: Copy, inputs: Bag): void {
    this.#issued.add(keyOf(copy));
    this.remembersCopy(copy, inputs);
  }

  /** A copy that exists and has these inputs now. */
  remembersCopy(copy: Copy, inputs: Bag): void {
    const urn = inputs.resourceUrn as string | undefined;
    this.#hold(copy);
    if (urn === undefined) return;
    this.#urns.set(keyOf(copy), urn);
    this.#newest.set(urn, { ...copy, inputs });
  }

  /** The newest copy of a resource that this process planned or issued; `undefined` where it did neither. */
  newest(urn: string | undefined): (Copy & { inputs: Bag }) | undefined {
    return urn === undefined ? undefined : this.#newest.get(urn);
  }

  /**
   * The newest copy of the resource that a copy belongs to: what took its place, else itself; `undefined` where this run
   * did not come upon the resource. A replacement that the user asked for by `--replace` is checked and not planned.
   */
  newestOf(copy: Copy): { id: string; inputs: Bag } | undefined {
    const urn = this.#urns.get(keyOf(copy)) ?? copy.state.resourceUrn;
    const checked = urn === undefined ? undefined : this.#checked.get(urn);
    return this.newest(urn) ?? (checked && { id: copy.id, inputs: checked.news });
  }

  /** The id for a token without one of the vendor's: two copies never share an id, even where the server repeats tokens. */
  idFor(accessToken: string): string {
    const hash = digest(accessToken);
    const taken = new Set([...(this.#holders.get(accessToken)?.keys() ?? [])].map((holder) => holder.split(" ", 1)[0]));
    let id = hash;
    for (let count = 2; taken.has(id); count++) id = `${hash}.${count}`;
    return id;
  }

  /**
   * Whether a copy other than this one holds the same token. One that was issued unplanned in its place was given its id
   * too: Pulumi deletes nothing in the run that made it.
   */
  isShared(copy: Copy): boolean {
    if (this.#issued.has(keyOf(copy))) return true;
    return [...(this.#holders.get(copy.state.accessToken)?.keys() ?? [])].some((holder) => holder !== keyOf(copy));
  }

  /** The state of a copy that holds this token already. */
  holderOf(accessToken: string): TokenState | undefined {
    return this.#holders.get(accessToken)?.values().next().value;
  }

  forgets(copy: Copy): void {
    this.#holders.get(copy.state.accessToken)?.delete(keyOf(copy));
  }

  remembersObservation(copy: Copy, status: Status): void {
    this.#observed.set(keyOf(copy), { urn: copy.state.resourceUrn, changed: copy.state.status !== status });
  }

  /** Whether the observation just made changed the status; `undefined` where none was made since the last check. */
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

/** An id is the vendor's own, and two servers may give out the same. */
function keyOf({ id, state }: Copy): string {
  return `${id} ${state.resourceUrn ?? ""}`;
}
