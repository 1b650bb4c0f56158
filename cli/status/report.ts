import { formatDuration } from "../../provider/policy/duration";
import type { Condition } from "./condition";
import { conditions } from "./condition";

/** The output of `status --json`. A later version 1 may add members. A version that removes one has another number. */
export interface Report {
  readonly version: 1;
  /** The time of the report. All times are RFC 3339, in UTC. */
  readonly now: string;
  /** The duration of `--within`; absent without it. */
  readonly within?: string;
  readonly stacks: readonly StackReport[];
  /** Absent without `--orphans`. */
  readonly orphans?: OrphansReport;
}

export interface OrphansReport {
  /** By age, the oldest first. */
  readonly tokens: readonly OrphanReport[];
  /** Notes on other tokens in the vendors' lists, in sentences. */
  readonly notes: readonly string[];
  /** Failures, in sentences: lists that could not be read, tokens that were not revoked. */
  readonly problems: readonly string[];
}

/** A token that a vendor lists with the marker of a resource in these stacks, and that none of their states holds. */
export interface OrphanReport {
  /** The vendor's own id of the token. */
  readonly id: string;
  /** The name in the vendor's list. */
  readonly name: string;
  readonly class: string;
  /** The account that the token belongs to, and its server. */
  readonly account: string;
  /** The resource that it was issued for. */
  readonly urn: string;
  readonly issuedAt: string;
  /** `null` if the vendor does not tell, or if the token was never used. */
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  /** Whether this run revoked it. */
  readonly revoked: boolean;
}

export interface StackReport {
  readonly name: string;
  /** Absent if the state holds no resource that names it. */
  readonly project?: string;
  /** The worst first; among equals, the first to expire. */
  readonly tokens: readonly TokenReport[];
  /** Resources of this package whose condition is not known. */
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
  /** The reason, in the words of the plan; `null` if nothing has to be done. */
  readonly reason: string | null;
  /** Whether a newer token has replaced this one, which is still in state. */
  readonly replaced: boolean;
  readonly issuedAt: string;
  /** The time of the last renewal in place. */
  readonly renewedAt: string | null;
  /** The time from which `pulumi up` renews it; `null` if it has no end. */
  readonly renewAt: string | null;
  readonly expiresAt: string | null;
  /** The resources of the stack that depend on it. */
  readonly dependents: readonly Dependent[];
  /** Notes on the token, in sentences. */
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

/** Returns the number of tokens in each condition, as text. */
export function summary(stacks: readonly StackReport[]): string {
  const tokens = stacks.flatMap((stack) => stack.tokens);
  const current = tokens.filter(({ replaced }) => !replaced);
  const counts = conditions.map((condition): [number, string] => [
    current.filter((token) => token.condition === condition).length,
    condition,
  ]);
  const unread = stacks.filter(({ error }) => error !== undefined).length;
  counts.push(
    [tokens.length - current.length, "replaced and not yet revoked"],
    [stacks.flatMap(({ problems }) => problems).length, "not readable"],
    [unread, unread === 1 ? "stack not read" : "stacks not read"],
  );
  const named = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const total = `${current.length} token${current.length === 1 ? "" : "s"}`;
  return named.length === 0 ? total : `${total}: ${named.join(", ")}`;
}

/** Returns the number of orphans, as text. */
export function orphanSummary(tokens: readonly OrphanReport[]): string {
  const revoked = tokens.filter((token) => token.revoked).length;
  const total = `${tokens.length} orphan${tokens.length === 1 ? "" : "s"}`;
  return revoked === 0 ? total : `${total}: ${revoked} revoked`;
}

/** Returns the name of a stack, with its project if it is known. */
export function titleOf({ name, project }: StackReport): string {
  return project === undefined ? name : `${project}/${name}`;
}

/** Returns a time without fractions of a second. */
export function shortTime(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}

/** Returns the first few dependents, and the number of the others. */
export function dependentsText(dependents: readonly Dependent[], most = 5): string {
  const named = dependents.slice(0, most).map(({ name, type }) => `${name} (${type})`);
  const more = dependents.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** Returns the time until a token expires, or since it expired. */
export function endOf({ condition, expiresAt }: TokenReport, now: string): string {
  if (condition === "revoked") return "over";
  if (expiresAt === null) return "no end";
  const left = Date.parse(expiresAt) - Date.parse(now);
  return left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`;
}
