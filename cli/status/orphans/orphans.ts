import type { ListedToken } from "../../../provider/contract/token";
import { rfc3339 } from "../../../provider/policy/rfc3339";
import { orphanText } from "../formats/orphan-text";
import type { OrphanReport, OrphansReport } from "../report";
import { type Account, accountsIn } from "./account";
import { type Finding, Inventory, type KnownState } from "./inventory";

/** Asks whether to revoke the tokens that the text lists. */
export type Confirm = (text: string) => Promise<boolean>;

/**
 * Finds tokens that vendors list with the markers of the resources in these states, and that none of the states holds.
 *
 * @param confirm if given, is asked whether to revoke them
 */
export async function orphansReport(
  states: readonly KnownState[],
  now: number,
  confirm: Confirm | undefined,
): Promise<OrphansReport> {
  const { accounts, close } = accountsIn(states);
  try {
    const { findings, orphans, problems } = await search(accounts, new Inventory(states), now);
    const isWanted = confirm !== undefined && orphans.length > 0;
    if (isWanted && (await confirm(orphans.map(({ report }) => orphanText(report, now)).join("\n")))) {
      for (const orphan of orphans) await revoke(orphan, problems);
    }
    return { tokens: orphans.map(({ report }) => report), notes: notesOn([...findings.values()]), problems };
  } finally {
    await close();
  }
}

interface Orphan {
  readonly account: Account;
  readonly token: ListedToken;
  report: OrphanReport;
}

async function search(accounts: readonly Account[], inventory: Inventory, now: number) {
  const findings = new Map<string, Finding>();
  const orphans: Orphan[] = [];
  const problems: string[] = [];
  for (const account of accounts) {
    try {
      for (const token of await account.list()) {
        // Two configurations may reach the same account.
        const key = JSON.stringify([account.class, token.id, token.name]);
        if (findings.has(key)) continue;
        const finding = inventory.finding(token, now);
        findings.set(key, finding);
        if (finding === "orphan") orphans.push({ account, token, report: reportOf(account, token, inventory) });
      }
    } catch (error) {
      problems.push(
        `the tokens of ${account.class}, ${account.title}, could not be listed: ${(error as Error).message}`,
      );
    }
  }
  orphans.sort((a, b) => (a.token.issuedAt ?? 0) - (b.token.issuedAt ?? 0));
  return { findings, orphans, problems };
}

function reportOf(account: Account, token: ListedToken, inventory: Inventory): OrphanReport {
  const { expiresAt, id, issuedAt = 0, lastUsedAt, name } = token;
  return {
    id,
    name,
    class: account.class,
    account: account.title,
    urn: inventory.urnOf(token),
    issuedAt: rfc3339(issuedAt),
    lastUsedAt: lastUsedAt === undefined ? null : rfc3339(lastUsedAt),
    expiresAt: expiresAt === undefined ? null : rfc3339(expiresAt),
    revoked: false,
  };
}

async function revoke(orphan: Orphan, problems: string[]): Promise<void> {
  const { account, report, token } = orphan;
  try {
    await account.revoke(token);
    orphan.report = { ...report, revoked: true };
  } catch (error) {
    problems.push(`${token.name} (${account.class} ${token.id}) was not revoked: ${(error as Error).message}`);
  }
}

function notesOn(findings: readonly Finding[]): string[] {
  const note = (finding: Finding, text: string) => {
    const count = findings.filter((each) => each === finding).length;
    return count === 0
      ? []
      : [`${count} more ${count === 1 ? "token is" : "tokens are"} in none of these states ${text}`];
  };
  return [
    ...note("young", "and too young to judge: issued after the state was read or saved, or less than an hour before"),
    ...note("spared", 'and probably left valid on purpose: onReplace or onDelete is "expire", or cannot be read'),
  ];
}
