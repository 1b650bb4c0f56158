import { createHash } from "node:crypto";
import type { Argument, Arguments } from "../arguments/declaration";
import { type Bag, pick } from "../arguments/validation";
import type { ChangedToken, IssuedToken } from "../contract/token";
import type { Vendor } from "../contract/vendor";
import type { TokenTimes } from "../policy/renewal";
import { rfc3339 } from "../policy/rfc3339";

/** Whether the vendor accepted the token when it was last seen. */
export type Status = "issued" | "revoked";

/** The outputs of a token's resource, as state holds them. Times are RFC 3339, in UTC. */
export interface TokenState extends Bag {
  readonly accessToken: string;
  readonly issuedAt: string;
  readonly renewedAt?: string;
  readonly expiresAt?: string;
  readonly status: Status;
  readonly tokenType?: string;
  readonly grantedScope?: readonly string[];
  /** Why the token could not be used as it was issued. An update reports it again. */
  readonly unusable?: string;
  /** The step of a change in place that is not done yet, in the vendor's word. */
  readonly unfinished?: string;
  readonly resourceUrn?: string;
  /** The vendor's own id of the token, if a renewal changed it. The id of a resource stays that of its first token. */
  readonly renewedId?: string;
  /** The `listedName` of the token that it replaced. If that one could not be revoked, it stays in state, too. */
  readonly replacedName?: string;
}

/** The kinds of arguments that are repeated in the outputs, since `diff`, `read` and `delete` need them. */
const recorded = new Set<Argument["kind"]>(["identity", "grant", "connection", "recorded"]);

const recordedOfVendors = new WeakMap<Vendor, Arguments>();

/** Returns the arguments that are repeated in the outputs: a credential only if it is used after the token is issued. */
export function recordedArguments(vendor: Vendor): Arguments {
  const known = recordedOfVendors.get(vendor);
  if (known !== undefined) return known;
  const { change, changesWith, introspect, introspectsWith, revoke, revokesWith } = vendor;
  const uses = [
    [change, changesWith],
    [introspect, introspectsWith],
    [revoke, revokesWith],
  ].some(([operation, needs]) => operation !== undefined && needs !== "token");
  const names = Object.entries(vendor.arguments).filter(
    ([, { kind }]) => recorded.has(kind) || (kind === "credential" && uses),
  );
  const found = Object.fromEntries(names);
  recordedOfVendors.set(vendor, found);
  return found;
}

/** Returns the inputs that are repeated in the outputs. */
export function recordedInputs(vendor: Vendor, inputs: Bag): Bag {
  return pick(inputs, [...Object.keys(recordedArguments(vendor)), "resourceUrn"]);
}

/** Returns the outputs of a token that was just issued, without values that Pulumi cannot store. */
export function stateOf(
  vendor: Vendor,
  inputs: Bag,
  token: IssuedToken & { readonly scope: readonly string[] | undefined },
  issuedAt: number,
): TokenState {
  const { accessToken, grantedScope, lifetime, outputs, scope, tokenType, unusable } = token;
  const narrowed = grantedScope !== undefined && !sameWords(grantedScope, scope);
  return storable({
    ...recordedInputs(vendor, inputs),
    ...outputs,
    accessToken,
    tokenType,
    issuedAt: rfc3339(issuedAt),
    expiresAt: lifetime === undefined ? undefined : rfc3339(issuedAt + lifetime),
    status: "issued",
    grantedScope: narrowed ? grantedScope : undefined,
    unusable,
  }) as TokenState;
}

/** Returns the outputs of a token that was changed in place, or of which only recorded inputs changed. */
export function changedState(
  vendor: Vendor,
  before: TokenState,
  news: Bag,
  changed: ChangedToken,
  now: number,
): TokenState {
  const { accepted, accessToken, expiresAt, grantedScope, lifetime, outputs, renewed, tokenType } = changed;
  const own = Object.entries(before).filter(([name]) => !(name in vendor.arguments));
  const kept = lifetime === undefined ? before.expiresAt : rfc3339(now + lifetime);
  const end = expiresAt === undefined ? kept : expiresAt === null ? undefined : rfc3339(expiresAt);
  return storable({
    ...Object.fromEntries(own),
    ...recordedInputs(vendor, news),
    ...outputs,
    accessToken: accessToken ?? before.accessToken,
    tokenType: tokenType ?? before.tokenType,
    renewedAt: renewed ? rfc3339(now) : before.renewedAt,
    expiresAt: end,
    status: accepted === false ? "revoked" : before.status,
    grantedScope: grantedScope ?? before.grantedScope,
    unfinished: changed.unfinished,
  }) as TokenState;
}

/** Removes `undefined`, which Pulumi's wire format refuses. A refusal after a token was issued would lose the token. */
function storable(value: Bag): Bag {
  return JSON.parse(JSON.stringify(value)) as Bag;
}

/** Times as state holds them. */
interface StoredTimes {
  readonly issuedAt: string;
  readonly renewedAt?: string | undefined;
  readonly expiresAt?: string | undefined;
}

export function timesOf({ expiresAt, issuedAt, renewedAt }: StoredTimes): TokenTimes {
  return {
    issuedAt: Date.parse(issuedAt),
    renewedAt: renewedAt === undefined ? undefined : Date.parse(renewedAt),
    expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
  };
}

/** Returns the lifetime of a token from its issue or its renewal in place; `undefined` if it never expires. */
export function lifetimeOf(state: StoredTimes): number | undefined {
  const { expiresAt, issuedAt, renewedAt } = timesOf(state);
  return expiresAt === undefined ? undefined : expiresAt - (renewedAt ?? issuedAt);
}

/** Returns a short hash of a token. It distinguishes tokens without revealing them. */
export function digest(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest("hex").slice(0, 16);
}

function sameWords(one: readonly string[], other: readonly string[] = []): boolean {
  return [...new Set(one)].sort().join(" ") === [...new Set(other)].sort().join(" ");
}
