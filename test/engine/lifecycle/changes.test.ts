import { createCertificate } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";

test("a changed scope replaces the token, and the plan says what came and what went", async () => {
  const { dev, program, sent } = await tokenStack();
  await dev.up();
  expect(await sent()).toEqual(["issue 1"]);
  const wider = program({ scope: ["reports:read", "tests:manage"] });
  const preview = await dev.previewJson({ program: wider });
  expect(said(preview, "reports")).toEqual(["info: scope changed: +tests:manage"]);
  expect(preview.plan.steps.find(({ urn }) => urn === tokenUrn)).toMatchObject({
    op: "replace",
    replaceReasons: ["scope"],
  });
  expect(await sent()).toEqual([]);

  expect(done(await dev.up({ program: wider }))).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
  const other = await dev.preview({ program: program({ scope: "reports:write tests:manage" }) });
  expect(said(other, "reports")).toEqual(["info: scope changed: +reports:write -reports:read"]);
});

test("another order of the scopes, repeats, and one string in place of a list are no change", async () => {
  const { dev, program, sent } = await tokenStack();
  await dev.up({ program: program({ scope: ["reports:read", "tests:manage"] }) });
  for (const scope of [["tests:manage", "reports:read", "tests:manage"], "tests:manage  reports:read"]) {
    expect((await dev.up({ program: program({ scope }), expectNoChanges: true })).ok).toBe(true);
  }
  expect(await sent()).toEqual(["issue 1"]);
});

test("arguments on policy and connection change nothing in the plan, and are saved", async () => {
  const { dev, program, sent } = await tokenStack();
  const { cert, close } = await createCertificate();
  await close();
  await dev.up();
  const args = {
    renewBefore: "10 minutes",
    requestTimeout: "20 seconds",
    caCertificate: cert,
    assumedLifetime: "2 hours",
  };
  const preview = await dev.preview({ program: program(args), expectNoChanges: true });
  expect([preview.ok, done(preview), said(preview, "reports")]).toEqual([true, ["same"], []]);
  expect(done(await dev.up({ program: program(args) }))).toEqual(["same"]);
  expect(await copiesIn(dev)).toMatchObject([{ inputs: args }]);
  expect(await sent()).toEqual(["issue 1"]);
});

test("what becomes of a replaced token is no change before there is one", async () => {
  const { dev, program } = await tokenStack();
  await dev.up();
  const preview = await dev.preview({ program: program({ onReplace: "expire" }), expectNoChanges: true });
  expect([preview.ok, done(preview), said(preview, "reports")]).toEqual([true, ["same"], []]);
});

test("what becomes of a replaced token is said by the program that replaces it, not by the one that issued it", async () => {
  const { dev, program, sent } = await tokenStack();
  const wide = "reports:read tests:manage";
  await dev.up({ program: program({ onReplace: "expire" }) });
  await dev.up({ program: program({ scope: wide }) });
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1"]);
  await dev.up({ program: program({ onReplace: "expire" }) });
  expect(await sent()).toEqual(["issue 3"]);
});

test("what a later refresh or deletion follows is an update of state that sends nothing", async () => {
  const { dev, program, sent } = await tokenStack();
  await dev.up();
  const before = await dev.outputs();
  for (const change of [{ onDelete: "expire" }, { introspect: false }] as const) {
    expect(done(await dev.preview({ program: program(change) }))).toEqual(["update"]);
    expect(done(await dev.up({ program: program(change) }))).toEqual(["update"]);
  }
  expect(await dev.outputs()).toEqual(before);
  expect(await sent()).toEqual(["issue 1"]);

  await dev.refresh();
  expect(await sent()).toEqual([]);
  await dev.up({ program: program({ onDelete: "expire" }) });
  await dev.refresh();
  const destroy = await dev.destroy();
  expect(await sent()).toEqual(["introspect 1"]);
  expect(said(destroy, "reports")).toEqual([expect.stringMatching(/^info: token .* stays valid/)]);
});
