import { formatDuration } from "../../provider/policy/duration";
import type { Condition } from "./condition";
import { conditions } from "./condition";

/** What `status --json` prints. A later version 1 may add members; one that takes any away has another number. */
export interface Report {
  readonly version: 1;
  /** When the question was asked. All times are RFC 3339, in UTC. */
  readonly now: string;
  /** How far `--within` looked ahead; absent without it. */
  readonly within?: string;
  readonly stacks: readonly StackReport[];
  /** Absent without `--orphans`. */
  readonly orphans?: OrphansReport;
}

export interface OrphansReport {
  /** By age, the oldest first. */
  readonly tokens: readonly OrphanReport[];
  /** What else was seen in the vendors' lists, in sentences. */
  readonly notes: readonly string[];
  /** What could not be done, in sentences: lists that were not given, tokens that were not revoked. */
  readonly problems: readonly string[];
}

/** A token that a vendor lists under the mark of a resource of these stacks, and that none of their states has. */
export interface OrphanReport {
  /** The vendor's own id of the token. */
  readonly id: string;
  /** As the vendor lists it. */
  readonly name: string;
  readonly class: string;
  /** Whose it is, and at which server. */
  readonly account: string;
  /** The resource that it was issued for. */
  readonly urn: string;
  readonly issuedAt: string;
  /** `null` where the vendor does not tell, or it never was. */
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  /** This run revoked it. */
  readonly revoked: boolean;
}

export interface StackReport {
  readonly name: string;
  /** Absent where the state holds no resource that names it. */
  readonly project?: string;
  /** The gravest first; among equals, what ends first. */
  readonly tokens: readonly TokenReport[];
  /** Resources of this package that tell no condition. */
  readonly problems: readonly Problem[];
  /** Why the stack could not be read; then it has no tokens. */
  readonly error?: string;
}

export interface TokenReport {
  readonly name: string;
  readonly urn: string;
  /** The class of the resource, for example `OAuth2AccessToken`. */
  readonly class: string;
  /** The vendor's own id of the token, or a short hash of it. */
  readonly id: string;
  readonly condition: Condition;
  /** Why, in the words of the plan; `null` where nothing is owed. */
  readonly reason: string | null;
  /** A newer token has taken its place, and this one is not yet revoked. */
  readonly replaced: boolean;
  readonly issuedAt: string;
  /** When it was last renewed in place. */
  readonly renewedAt: string | null;
  /** From when on `pulumi up` renews it; `null` where it has no end. */
  readonly renewAt: string | null;
  readonly expiresAt: string | null;
  /** The resources of the stack that depend on it. */
  readonly dependents: readonly Dependent[];
  /** What else there is to know. */
  readonly remarks: readonly string[];
}

export interface Dependent {
  readonly name: string;
  readonly type: string;
  readonly urn: string;
}

export interface Problem {
  readonly name: string;
  readonly urn: string;
  readonly class: string;
  readonly problem: string;
}

/** How many tokens there are of each condition, in words. */
export function summary(stacks: readonly StackReport[]): string {
  const tokens = stacks.flatMap((stack) => stack.tokens);
  const current = tokens.filter(({ replaced }) => !replaced);
  const counts = conditions.map((condition): [number, string] => [
    current.filter((token) => token.condition === condition).length,
    condition,
  ]);
  counts.push(
    [tokens.length - current.length, "replaced and not yet revoked"],
    [stacks.flatMap(({ problems }) => problems).length, "not readable"],
    [stacks.filter(({ error }) => error !== undefined).length, "stacks not read"],
  );
  const named = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const total = `${current.length} token${current.length === 1 ? "" : "s"}`;
  return named.length === 0 ? total : `${total}: ${named.join(", ")}`;
}

/** How many orphans there are, in words. */
export function orphanSummary(tokens: readonly OrphanReport[]): string {
  const revoked = tokens.filter((token) => token.revoked).length;
  const total = `${tokens.length} orphan${tokens.length === 1 ? "" : "s"}`;
  return revoked === 0 ? total : `${total}: ${revoked} revoked`;
}

/** A stack as people call it. */
export function titleOf({ name, project }: StackReport): string {
  return project === undefined ? name : `${project}/${name}`;
}

/** A time without the fractions of a second. */
export function shortTime(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}

/** The first few dependents, and how many more there are. */
export function dependentsText(dependents: readonly Dependent[], most = 5): string {
  const named = dependents.slice(0, most).map(({ name, type }) => `${name} (${type})`);
  const more = dependents.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** How long it is to the end of a token, or since. */
export function endOf({ condition, expiresAt }: TokenReport, now: string): string {
  if (condition === "revoked") return "over";
  if (expiresAt === null) return "no end";
  const left = Date.parse(expiresAt) - Date.parse(now);
  return left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`;
}
