import { type OperationName, type Outcome, operations } from "./case";
import { isSameState } from "./engine";

/** What came of a case, in a few words. */
function resultOf({ after, alive, before, inState, ok, said }: Outcome): string {
  const words = said.join("\n");
  if (ok) return "done";
  if (alive.some((token) => !inState.includes(token))) return "fails, a live token is named";
  if (/was found (in the list and revoked|and deleted)/.test(words)) return "fails, the token is found and revoked";
  if (/is kept in state, but/.test(words)) return "fails, the token is kept in state";
  if (/If a token was issued|if one was issued/.test(words)) return "fails, a token that may live is named";
  return isSameState(after, before) ? "fails, nothing changed" : "fails, the completed part is in state";
}

const titles: Record<OperationName, string> = {
  issue: "issue",
  renew: "replacement",
  change: "update",
  introspect: "introspection",
  revoke: "revocation",
};

/** The table of the documentation: a row for each fault, a column for each operation, the cases of each result. */
export function table(outcomes: readonly Outcome[]): string {
  const faults = [...new Set(outcomes.map(({ fault }) => fault?.name ?? ""))];
  const cell = (fault: string, operation: OperationName) => {
    const results = outcomes.filter((each) => each.fault?.name === fault && each.operation === operation).map(resultOf);
    return [...new Set(results)]
      .sort()
      .map((result) => `${result} (${results.filter((each) => each === result).length})`);
  };
  const rows = faults.map((fault) => [
    fault,
    ...operations.map((operation) => cell(fault, operation).join("; ") || "–"),
  ]);
  const head = ["fault", ...operations.map((operation) => titles[operation])];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
