import { leaks } from "../support/checks/leaks";
import { type Outcome, requestOf } from "./case";
import { isSameState } from "./engine";

/** What holds in every case, whatever goes wrong: each gives what breaks it, or nothing. */
export const invariants: Readonly<Record<string, (outcome: Outcome) => string | undefined>> = {
  "a token that lives is in state, or named with its latest possible end": ({ alive, inState, lives, said }) => {
    const lost = alive.filter((token) => !inState.includes(token));
    const dates = said.join("\n").match(/\d{4,6}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
    // A second, since the vendors count in whole ones.
    const isNamed = /not known here/.test(said.join("\n")) || dates.some((date) => Date.parse(date) >= lives - 1000);
    return lost.length === 0 || isNamed ? undefined : "a token that is named nowhere lives";
  },

  "a token in state is revoked by the destroy at the end, or said to be left": (outcome) => {
    const { alive, fault, inState, recipe, request = "", said, saidAfter, saidAtEnd } = outcome;
    const left = alive.filter((token) => inState.includes(token));
    if (left.length === 0) return undefined;
    // There the vendor itself says that it no longer accepts the token.
    if (/Invalidate$/.test(request) && fault?.name === "401") return undefined;
    if (recipe.revokes) return "a token that was in state lives after destroy";
    const words = [...said, ...saidAfter, ...saidAtEnd].join("\n");
    return /stays valid: .* has no way to revoke it/.test(words) ? undefined : "a token is left without a word";
  },

  "no token is said to be lost before one was asked for": ({ log, operation, recipe, said }) => {
    const isAlarm = operation !== "change" && /If a token was issued|if one was issued/.test(said.join("\n"));
    return isAlarm && !log.some((entry) => recipe.issues.test(requestOf(entry))) ? said.join("\n") : undefined;
  },

  "state is kept, whole": ({ after, before, operation }) => {
    const old = before[0];
    if (old !== undefined && operation !== "revoke" && operation !== "renew" && after[0]?.id !== old.id) {
      return `${old.id} is not in state`;
    }
    const needed = ["accessToken", "issuedAt", "status", "resourceUrn", "__provider", ...Object.keys(old?.outs ?? {})];
    const lacks = after.flatMap(({ outs }) => needed.filter((name) => !(name in outs)));
    return lacks.length > 0 ? `state lacks ${lacks.join(", ")}` : undefined;
  },

  "nothing is sent twice that must not be": ({ fault, log, recipe }) => {
    const repeatable = /introspection|revocation|\/Refresh|\/Invalidate|\/Logout/;
    const isReopened = recipe.login !== undefined && log.some(({ status }) => status === 401);
    const counts = new Map<string, number>();
    for (const entry of log) {
      const request = requestOf(entry);
      const issues = entry.method === "POST" && !repeatable.test(entry.path) && entry.status !== 429;
      // Where replies are lost, nobody was told of a 401.
      if (issues || (entry.status === 401 && /^401/.test(fault?.name ?? "")))
        counts.set(request, (counts.get(request) ?? 0) + 1);
    }
    const twice = [...counts].filter(([, count]) => count > (isReopened ? 2 : 1));
    return twice.length > 0 ? `${twice.join("; ")} times` : undefined;
  },

  "what fails says so, and what to do": ({ ok, said }) => {
    if (ok) return undefined;
    const advice =
      /\b(check|give|run again|set|use|configure|delete it|revoke it|wait|log in|replace it|next run|next pulumi up)\b/i;
    return advice.test(said.join("\n")) ? undefined : `"${said.join("\n")}"`;
  },

  "no secret and no stack is told": ({ said, saidAfter, saidAtEnd, secrets }) => {
    const words = [...said, ...saidAfter, ...saidAtEnd].join("\n");
    const found = leaks({ words }, secrets);
    if (found.length > 0) return found.join(", ");
    return /^\s+at .+:\d+/m.test(words) ? words : undefined;
  },

  "the next run and the destroy after it are in order": ({ destroyed, saidAfter, saidAtEnd, upAfter }) => {
    // A token that cannot be used is refused again, until it is replaced by hand.
    const isKept = /is kept in state, but/.test(saidAfter.join("\n"));
    return (upAfter || isKept) && destroyed ? undefined : [...saidAfter, ...saidAtEnd].join("\n");
  },
};

const alwaysFails =
  /^(cut|slower|400|409|500$|502 with an HTML page$|429 (without|for)|a redirect|connection|name not|TLS)/;

/** What comes of a fault, by rules: gives what is otherwise. */
export function unexpected(outcome: Outcome): string | undefined {
  const { after, before, fault, log, ok, operation, recipe, request } = outcome;
  const name = fault?.name ?? "";
  const sendsNothing = operation === "revoke" && !recipe.revokes;
  if (fault?.way !== undefined) {
    if (log.length > 0) return "something was sent to a server that was not reached";
    return ok === sendsNothing ? undefined : `it is ${ok ? "done" : "not done"}`;
  }
  if (/, once$/.test(name)) return ok ? undefined : "a limit that is over at once is not waited for";
  const isIssue = request !== undefined && recipe.issues.test(request) && !/rotate$/.test(request);
  const isLost = isIssue && !/^a (field|(negative )?lifetime)/.test(name);
  if (isLost && ok) return "a token is taken from a reply that is none";
  if (isLost && !isSameState(after, before)) return "state is another than before";
  // What is sent to find out more may fail; so may what is carried out and found to be.
  const isOptional =
    request === undefined || recipe.looks?.[operation]?.test(request) || /well-known|^DELETE|^PUT/.test(request);
  if (!isOptional && alwaysFails.test(name) && ok) return "it is said to be done";
  const isVerdict = /^(401|403|404|a field)/.test(name) && !/HTML/.test(name);
  if (operation === "introspect" && !isVerdict && after[0]?.outs.status !== "issued") return "taken for revoked";
  return undefined;
}
