import { beginningOf } from "../arguments/end";
import { type Bag, urnOf } from "../arguments/validation";
import type { IssuedToken } from "../contract/token";
import type { Vendor } from "../contract/vendor";
import { SettledLoss, TokenError } from "../messages/errors";
import { sentence } from "../messages/reason";
import type { Severity } from "../messages/report";
import { isUserEnd } from "../policy/decision";
import { formatDuration } from "../policy/duration";
import { type RenewBefore, renewalTime, renewalWindow, shortestUse } from "../policy/renewal";
import { rfc3339 } from "../policy/rfc3339";
import { lifetimeOf, stateOf, type TokenState, timesOf } from "../state/token-state";
import { textOf } from "../transport/answer";
import { clocksApart } from "../transport/server-time";
import { type Copy, heldToken, type ProcessMemory } from "./memory";

/** A token that was issued, as it goes into state, and what there is to say of it. */
export interface Issue {
  readonly copy: Copy;
  /** The vendor's own id of the token, if it has one. */
  readonly tokenId: string | undefined;
  readonly remarks: readonly (readonly [Severity, string])[];
  /** Why it cannot be used. The run fails, but the token stays in state. */
  readonly problem?: string | undefined;
}

export interface IssueOptions {
  readonly scope?: readonly string[] | undefined;
  readonly renewBefore?: RenewBefore | undefined;
  readonly assumedLifetime?: number | undefined;
  /** The lifetime that was asked for, in milliseconds. */
  readonly requestedLifetime?: number | undefined;
  /** The end that the user set by a date, in milliseconds since the epoch. */
  readonly userEnd?: number | undefined;
  /** The token in whose place it comes, whose issue already said what there is to say. */
  readonly replaced?: TokenState | undefined;
  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  readonly clockOffset: number;
}

const minute = 60_000;
const day = 86_400_000;

/** Turns a vendor's token into state. It never throws: from here on the token must not be lost. */
export function recordIssue(
  vendor: Vendor,
  inputs: Bag,
  token: IssuedToken,
  sentAt: number,
  memory: ProcessMemory,
  options: IssueOptions,
): Issue {
  const startedAt = beginningOf(token.issuedAt ?? sentAt, token.expiresAt, options.requestedLifetime);
  const named = token.expiresAt === undefined ? token.lifetime : token.expiresAt - startedAt;
  const lifetime = named ?? options.assumedLifetime ?? vendor.assumedLifetime;
  const held = memory.holderOf(token.accessToken);
  const fresh = stateOf(vendor, inputs, { ...token, lifetime, scope: options.scope }, startedAt);
  // A repeated token was not issued now: it is as old as it was, or it would never be due.
  const replacedName = textOf(options.replaced?.listedName);
  const state: TokenState = {
    ...fresh,
    ...(held && { issuedAt: held.issuedAt }),
    ...(replacedName !== undefined && { replacedName }),
  };
  const urn = urnOf(inputs);
  const copy = { id: token.id ?? memory.idFor(token.accessToken, urn), state };
  const remarks: (readonly [Severity, string])[] = [];
  if (held !== undefined && memory.isNews(repetition(urn))) remarks.push(["warning", repeated]);
  if (Math.abs(options.clockOffset) > minute && memory.isNews("clock")) {
    remarks.push(["warning", clockText(options.clockOffset)]);
  }
  for (const warning of token.warnings ?? []) remarks.push(["warning", warning]);
  remarks.push(...scopeRemarks(options.scope, token.grantedScope), ...lifetimeRemarks(vendor, fresh, options));
  return { copy, tokenId: token.id, remarks, problem: problemOf(token, state, held, startedAt, options.renewBefore) };
}

function clockText(offset: number): string {
  return (
    `the clock of this machine is ${clocksApart(offset)}. Tokens have the server's times, so runs on this machine ` +
    `renew that much too ${offset > 0 ? "late" : "early"}: set the clock`
  );
}

/** The topic of the warning that a resource was given a token that exists already. */
export function repetition(urn: string | undefined): string {
  return `repeated ${urn}`;
}

const repeated =
  "the server repeats tokens: it returned one that is already in state, so neither copy is revoked while the other is in use";

function problemOf(
  { unusable }: IssuedToken,
  state: TokenState,
  held: TokenState | undefined,
  now: number,
  renewBefore: RenewBefore | undefined,
): string | undefined {
  if (unusable !== undefined) return unusableText(unusable);
  const renewAt = renewalTime(timesOf(state), renewBefore);
  if (held === undefined || renewAt === undefined || now < renewAt) return undefined;
  return (
    `${repeated}; that token is already due (it ends ${state.expiresAt}). Run again once the server issues a new one, ` +
    "or set a shorter renewBefore, so that the server has a new one by then"
  );
}

export function unusableText(unusable: string): string {
  return (
    `the token was issued and is kept in state, but ${unusable}. ` +
    'Once the server issues usable tokens, replace it: pulumi up --replace "<URN>"'
  );
}

function scopeRemarks(asked: readonly string[] = [], granted: readonly string[] | undefined): [Severity, string][] {
  const missing = granted === undefined ? [] : asked.filter((scope) => !granted.includes(scope));
  return missing.length === 0
    ? []
    : [["warning", `the server granted less than was asked for; missing: ${missing.join(" ")}`]];
}

/** What there is to say of a token whose end nobody named. */
export const unnamedEnd =
  "the server named no lifetime, so the token counts as one without an end and is never renewed. If it does expire, set assumedLifetime";

/** Whether a token of a vendor that has no end may end all the same: no argument said that it shall have none. */
export function isEndUnnamed(vendor: Vendor): boolean {
  return vendor.requestedLifetime === undefined && vendor.assumedLifetime === undefined;
}

/** What there is to say of the lifetime that a server granted, or granted anew. */
export function lifetimeRemarks(
  vendor: Vendor,
  state: TokenState,
  { replaced, renewBefore, userEnd }: Pick<IssueOptions, "replaced" | "renewBefore" | "userEnd">,
): [Severity, string][] {
  const token = timesOf(state);
  const lifetime = lifetimeOf(state);
  if (lifetime === undefined || token.expiresAt === undefined) {
    return isEndUnnamed(vendor) ? [["warning", unnamedEnd]] : [];
  }
  if (isUserEnd({ now: token.renewedAt ?? token.issuedAt, token, userEnd })) {
    const reason = sentence({ kind: "userEnd", expiresAt: token.expiresAt, over: false });
    return lifetime < day ? [["info", reason]] : [];
  }
  const granted = formatDuration(lifetime);
  if (lifetime < shortestUse) {
    const advice = 'every "pulumi up" issues another. Have the server grant a longer lifetime';
    return [["warning", `granted for ${granted}: it ends before another run can renew it, and ${advice}`]];
  }
  const remarks: [Severity, string][] = [];
  const window = renewalWindow(lifetime, renewBefore);
  if (renewBefore !== undefined && "milliseconds" in renewBefore && window !== renewBefore.milliseconds) {
    remarks.push([
      "warning",
      `the server granted ${granted}, too little for a renewBefore of ` +
        `${formatDuration(renewBefore.milliseconds)}: the token is renewed ${formatDuration(window)} before its end`,
    ]);
  }
  const before = replaced === undefined ? undefined : lifetimeOf(replaced);
  const isCut = before !== undefined && lifetime < before / 2;
  if (lifetime < day && (replaced === undefined || isCut)) {
    remarks.push([
      isCut ? "warning" : "info",
      `granted for ${granted}${isCut ? ` (the token before: ${formatDuration(before)})` : ""}: it expires unless "pulumi up" ` +
        `runs in its last ${formatDuration(window)}, or earlier with a look-ahead`,
    ]);
  }
  return remarks;
}

const unknownEnd = "; when it ends is not known here";

/** What is said of a renewal whose new token cannot be used. The old token stays in state. */
export function unusableRenewal(unusable: string): string {
  return (
    `a new token was issued, but ${unusable}. The old token stays in state, and the next run asks for another. ` +
    `The new one is in nobody's state${unknownEnd}.`
  );
}

/** What becomes of a token whose reply was lost: it may live, and nobody can name it. */
export function lostToken(error: TokenError, lifetime: number | undefined, now: number): TokenError {
  // A gateway that waited in vain, or a server that failed, may have let the request through.
  const isUncertain = error.status === 500 || error.status === 502 || error.status === 504;
  if ((error.code !== "REPLY_LOST" && !isUncertain) || error instanceof SettledLoss) return error;
  const end = lifetime === undefined ? unknownEnd : ` and ends by ${rfc3339(now + lifetime)} at the latest`;
  return new TokenError(error.code, `${error.message} If a token was issued, it is in nobody's state${end}.`);
}

/** A token in messages: by its id, and never by itself. */
export function tokenName(copy: Copy): string {
  const { id, state } = heldToken(copy);
  return `token ${id} (${state.expiresAt === undefined ? "without an end" : `ends ${state.expiresAt}`})`;
}
