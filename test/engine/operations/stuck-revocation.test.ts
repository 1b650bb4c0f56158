import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pagesFor } from "../../support/engine/operations-page";
import { said } from "../../support/engine/reading";
import { stackExport } from "../../support/engine/stack-export";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";

const page = readFileSync("docs/operations/stuck-revocation.md", "utf8");

test("a token that was replaced and cannot be revoked is shown, tried again, and given up by the onReplace of the program", async () => {
  const { dev, program, sent, server } = await tokenStack();
  await dev.up();
  await sent();
  await server.fault({ match: "/token/revocation", status: 403, count: 10 });
  const scope = "tests:manage";
  const run = await dev.up({ program: program({ scope }) });
  const said403 =
    /^error: Could not revoke .* answered 403\. .*The token \w+ \(ends \S+Z\) is kept in state beside the new one, and each "pulumi up" tries again to revoke it\. To let it expire instead, set onReplace: "expire"\.$/;
  expect([run.ok, said(run, "reports").at(-1)]).toEqual([false, expect.stringMatching(said403)]);
  expect(pagesFor(run.output)).toEqual(["stuck-revocation"]);
  expect(await copiesIn(dev)).toMatchObject([{}, { delete: true }]);

  expect((await dev.preview({ program: program({ scope }), expectNoChanges: true })).ok).toBe(true);
  const main = join(__dirname, "../../../lib/cli/main.js");
  const status = execFileSync(process.execPath, [main, "status", "--file", "-"], { input: await stackExport(dev) });
  const [shown = ""] = /replaced, and not yet revoked.*/.exec(String(status)) ?? [];
  expect(shown).not.toBe("");
  expect(page).toContain(shown);

  expect(await sent()).toEqual(["issue 2", "revoke 1 403"]);

  const stuck = await dev.state();
  await dev.importState(withoutReplaced(stuck));
  expect(await copiesIn(dev)).toHaveLength(1);
  await dev.importState(stuck);

  const given = await dev.up({ program: program({ scope, onReplace: "expire" }) });
  expect([given.ok, said(given, "reports").at(-1)]).toEqual([
    true,
    expect.stringMatching(/^info: token \w+ \(ends \S+Z\) stays valid/),
  ]);
  expect(await copiesIn(dev)).toHaveLength(1);
  expect(await sent()).toEqual([]);

  await dev.importState(stuck);
  const tried = await dev.up({ program: program({ scope, onDelete: "revokeBestEffort" }) });
  expect([tried.ok, said(tried, "reports").at(-1)]).toEqual([
    true,
    expect.stringMatching(/^warning: token \w+ \(ends \S+Z\) was not revoked: .* answered 403\./),
  ]);
  expect(await copiesIn(dev)).toHaveLength(1);
  expect(await sent()).toEqual(["revoke 1 403"]);
});

test("best effort counts for a token in the run that replaces it, and onReplace expire goes before it", async () => {
  const { dev, program, sent, server } = await tokenStack();
  await dev.up();
  await server.fault({ match: "/token/revocation", status: 403, count: 10 });
  const bestEffort = { onDelete: "revokeBestEffort" } as const;
  const replaced = await dev.up({ program: program({ ...bestEffort, scope: "tests:manage" }) });
  expect([replaced.ok, said(replaced, "reports").at(-1)]).toEqual([
    true,
    expect.stringMatching(/^warning: token \w+ \(ends \S+Z\) was not revoked: .* answered 403\./),
  ]);
  expect(await copiesIn(dev)).toHaveLength(1);
  const left = await dev.up({ program: program({ ...bestEffort, onReplace: "expire" }) });
  expect([left.ok, said(left, "reports").at(-1)]).toEqual([true, expect.stringMatching(/^info: token .* stays valid/)]);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1 403", "issue 3"]);
});

/** The state as the command on the page leaves it. */
function withoutReplaced(state: object): ReturnType<typeof JSON.parse> {
  const [command = ""] = /^node -e .*$/m.exec(page) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "state-"));
  try {
    writeFileSync(join(folder, "stack.json"), JSON.stringify(state));
    execFileSync("sh", ["-c", command], { cwd: folder });
    return JSON.parse(readFileSync(join(folder, "stack.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
