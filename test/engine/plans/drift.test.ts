import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";

const reason = "info: no longer accepted by the vendor: it was revoked or ended early, or its account is locked";
const replacement = ["create-replacement", "replace", "delete-replaced"];

test("a token revoked outside is seen by a refresh, and replaced by the next up with the reason", async () => {
  const { dev, server, sent, traffic } = await tokenStack();
  await dev.up();
  expect(await sent()).toEqual(["issue 1"]);
  await server.control({ revoke: { token: traffic.hash(1) } });

  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual([]);

  const ahead = await dev.previewDiff({ refresh: true, expectNoChanges: true });
  expect([ahead.ok, said(ahead, "reports")]).toEqual([false, [reason]]);
  expect(ahead.output).toMatch(/~ status *: "issued" => "revoked"/);
  expect(await sent()).toEqual(["introspect 1"]);

  const row = await dev.refresh({ previewOnly: true });
  expect(said(row, "reports")).toEqual([reason]);
  expect(row.output).toMatch(/^ *~ .* reports .*reports: no longer accepted by the vendor: it was revoked/m);
  expect(await sent()).toEqual(["introspect 1"]);
  const only = await dev.refresh({ previewOnly: true, args: ["--diff"], expectNoChanges: true });
  expect(only.ok).toBe(false);
  expect(only.output).toMatch(/~ status *: "issued" => "revoked"/);
  expect(await copiesIn(dev)).toMatchObject([{ outputs: { status: "issued" } }]);

  const refresh = await dev.refresh();
  expect([done(refresh), said(refresh, "reports")]).toEqual([["update"], [reason]]);
  expect(await copiesIn(dev)).toMatchObject([{ outputs: { status: "revoked" } }]);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  await sent();

  const { plan } = await dev.previewJson();
  expect(plan.steps.find(({ op }) => op === "replace")?.replaceReasons).toEqual(["status"]);
  const up = await dev.up();
  expect([done(up), said(up, "reports")]).toEqual([replacement, [reason]]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
  expect(await copiesIn(dev)).toMatchObject([{ outputs: { status: "issued" } }]);
});

test("a refresh of a token that is merely due, or has expired, finds nothing changed", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  const due = await dev.refresh({ env: clock("45 minutes"), expectNoChanges: true });
  expect([due.ok, said(due, "reports")]).toEqual([true, []]);
  const expired = await dev.refresh({ env: clock("2 hours"), expectNoChanges: true });
  expect([expired.ok, said(expired, "reports")]).toEqual([true, []]);
  expect(await sent()).toEqual(["issue 1", "introspect 1"]);
});

test("a preview with a refresh of a due token introspects it, and shows that it is due", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  const preview = await dev.preview({ refresh: true, env: clock("45 minutes") });
  expect(done(preview)).toEqual(expect.arrayContaining(replacement));
  expect(said(preview, "reports")).toEqual([expect.stringMatching(/^info: due: /)]);
  expect(await sent()).toEqual(["issue 1", "introspect 1"]);
});

test("an up with a refresh replaces in the same run what it found revoked", async () => {
  const { dev, server, sent, traffic } = await tokenStack();
  await dev.up();
  await sent();
  await server.control({ revoke: { token: traffic.hash(1) } });
  const up = await dev.up({ refresh: true });
  expect(up.ok).toBe(true);
  expect(said(up, "reports")).toEqual([reason]);
  expect(await sent()).toEqual(["introspect 1", "issue 2", "revoke 1"]);
});

test("a refresh that the server refuses fails, and draws no conclusion", async () => {
  const { dev, server, sent } = await tokenStack();
  await dev.up();
  await server.control({ lockAccount: { client: "reports" } });
  const refresh = await dev.refresh();
  expect(refresh.ok).toBe(false);
  expect(refresh.output).toMatch(/Could not introspect the access token "reports": .*answered 401 invalid_client/);
  expect(await copiesIn(dev)).toMatchObject([{ outputs: { status: "issued" } }]);
  expect(await sent()).toEqual(["issue 1", "introspect 1 401"]);
});
