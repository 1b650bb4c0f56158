import { clock } from "pulumi-access-tokens/testing";
import { lapses, lapsingStack } from "../../support/engine/lapsing-stack";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";

const due = clock("45 minutes");

test("a token that is due or expired is renewed by an update, keeps its id, and its consumer follows", async () => {
  const { dev, program, sent } = await lapsingStack();
  // Protection forbids to delete the token, which a renewal does not.
  const kept = program({}, true);
  await dev.up({ program: kept });
  let before = await dev.outputs();
  expect(await sent()).toEqual(["issue 1", "use 1"]);
  // The old token is said to be left to lapse, unless it has ended.
  for (const [number, env, reason, left] of [
    [2, due, /^info: due: expires in .*; renewal begins 20 minutes before the end$/, [lapses]],
    [3, clock("5 hours"), /^info: expired 3 hours( \d+ minutes)? ago$/, []],
  ] as const) {
    const preview = await dev.previewJson({ program: kept, env });
    expect([done(preview), done(preview, "consumer")]).toEqual([["update"], ["update"]]);
    expect(said(preview, "reports")).toEqual([expect.stringMatching(reason)]);
    expect(await sent()).toEqual([]);

    const up = await dev.up({ program: kept, env });
    expect([up.ok, done(up), done(up, "consumer")]).toEqual([true, ["update"], ["update"]]);
    expect(said(up, "reports")).toEqual([expect.stringMatching(reason), ...left]);
    expect(await sent()).toEqual([`issue ${number}`, `use ${number}`]);
    const after = await dev.outputs();
    expect(after).toMatchObject({ id: before.id, status: { value: 200 } });
    expect(after.accessToken).not.toEqual(before.accessToken);
    expect(Date.parse(after.issuedAt?.value)).toBeGreaterThan(Date.parse(before.issuedAt?.value));
    expect(await copiesIn(dev)).toHaveLength(1);
    before = after;
  }
  expect((await dev.preview({ program: kept, expectNoChanges: true })).ok).toBe(true);
});

test("a secret that only an issue uses is in state once, and is no change until then", async () => {
  const { dev, program, sent } = await lapsingStack();
  await dev.up();
  const [token] = await copiesIn(dev);
  expect(token?.inputs).toHaveProperty("clientSecret");
  expect(token?.outputs).not.toHaveProperty("clientSecret");

  const rotated = program({ clientSecret: "not-the-secret" });
  expect((await dev.up({ program: rotated, expectNoChanges: true })).ok).toBe(true);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  await sent();
  const renewal = await dev.up({ program: rotated, env: due });
  expect([renewal.ok, renewal.output]).toEqual([false, expect.stringMatching(/ThousandEyes answered 401/)]);
  expect(await sent()).toEqual(["issue 401"]);
  expect((await dev.destroy()).ok).toBe(true);
});

test("a renewal that fails leaves the old token with the reason, and is no longer owed if the token is no longer due", async () => {
  const { dev, server, program, sent } = await lapsingStack();
  await dev.up();
  const [before] = await copiesIn(dev);
  await server.fault({ method: "POST", match: "/token", status: 403 });
  expect(done(await dev.up({ env: due }))).toEqual(["update failed"]);
  const [kept] = await copiesIn(dev);
  expect(kept).toMatchObject({ id: before?.id, outputs: before?.outputs });
  expect(kept?.initErrors).toEqual([expect.stringContaining("ThousandEyes answered 403")]);
  await sent();
  const later = program({ renewBefore: "5 minutes" });
  expect((await dev.up({ program: later, env: due })).ok).toBe(true);
  expect(await sent()).toEqual([]);
  expect((await copiesIn(dev))[0]?.initErrors).toBeUndefined();
});
