import { pagesFor } from "../../support/engine/operations-page";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { grant } from "../../support/programs/grant";

test("a token that exists is taken over without another being issued, and from then on owned", async () => {
  const { dev, server, program, sent } = await tokenStack();
  const accessToken = await grant(server, "reports:read");
  const adopting = program({ adopt: { accessToken } });
  expect(await sent()).toEqual(["issue 1"]);
  const preview = await dev.preview({ program: adopting });
  expect([preview.ok, done(preview)]).toEqual([true, ["create"]]);
  expect(await sent()).toEqual([]);

  expect((await dev.up({ program: adopting })).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1"]);
  expect(await dev.outputs()).toMatchObject({ accessToken: { value: accessToken, secret: true } });
  expect((await dev.preview({ program: adopting, expectNoChanges: true })).ok).toBe(true);
  expect(await dev.rawState()).not.toContain(accessToken);

  const wider = { scope: ["reports:read", "tests:manage"] };
  const up = await dev.up({ program: program({ adopt: { accessToken }, ...wider }) });
  expect(said(up, "reports")).toContain("info: scope changed: +tests:manage");
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
  expect((await dev.preview({ program: program(wider), expectNoChanges: true })).ok).toBe(true);
  await dev.destroy();
  expect(await sent()).toEqual(["revoke 2"]);
});

test("Pulumi's own command adopts again where the program still does: nothing is revoked, and the way out is said", async () => {
  const { dev, server, program, sent } = await tokenStack();
  const accessToken = await grant(server, "reports:read");
  const adopting = program({ adopt: { accessToken } });
  await dev.up({ program: adopting });
  const up = await dev.up({ program: adopting, replace: [tokenUrn] });
  expect([up.ok, said(up, "reports")]).toEqual([
    true,
    expect.arrayContaining([expect.stringMatching(/^warning: .* is not revoked: take adopt out of the program/)]),
  ]);
  expect(await sent()).toEqual(["issue 1", "introspect 1", "introspect 1"]);
  expect(pagesFor(up.output)).toEqual(["adoption"]);
  await dev.up({ replace: [tokenUrn] });
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
});

test("an adopted token is revoked on destroy", async () => {
  const { dev, server, program, sent } = await tokenStack();
  const accessToken = await grant(server, "reports:read");
  await dev.up({ program: program({ adopt: { accessToken } }) });
  await dev.destroy();
  expect(await sent()).toEqual(["issue 1", "introspect 1", "revoke 1"]);
});

test("a token that the server no longer accepts is not adopted: nothing is kept, nothing is issued in its place", async () => {
  const { dev, server, program, sent, traffic } = await tokenStack();
  const accessToken = await grant(server, "reports:read");
  await sent();
  await server.control({ revoke: { token: traffic.hash(1) } });
  const up = await dev.up({ program: program({ adopt: { accessToken } }) });
  expect(up.ok).toBe(false);
  expect(said(up, "reports")).toContainEqual(
    expect.stringMatching(
      /^error: Could not adopt the access token "reports": the token to adopt is not accepted by the vendor/,
    ),
  );
  expect(up.output).not.toContain(accessToken);
  expect(await sent()).toEqual(["introspect 1"]);
  expect(await copiesIn(dev)).toEqual([]);
  expect((await dev.up({ program: program() })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 2"]);
});
