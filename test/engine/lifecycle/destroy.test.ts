import { ThousandEyesAccessToken } from "pulumi-access-tokens";
import { startThousandEyes } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack, tokenStack } from "../../support/engine/token-stack";
import { Traffic } from "../../support/servers/traffic";

test("a destroyed token is revoked, also where the server no longer knows it", async () => {
  const { dev, server, sent, traffic } = await tokenStack();
  await dev.up();
  expect(done(await dev.destroy())).toEqual(["delete"]);
  expect(await sent()).toEqual(["issue 1", "revoke 1"]);

  await dev.up();
  expect(await sent()).toEqual(["issue 2"]);
  await server.control({ revoke: { token: traffic.hash(2) } });
  expect(await dev.destroy()).toMatchObject({ ok: true, diagnostics: [] });
  expect(await sent()).toEqual(["revoke 2"]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("with the server down a token stays in state, and a later destroy revokes it", async () => {
  const { dev, server, sent } = await tokenStack();
  await dev.up();
  await server.fault({ match: "/token/revocation", count: 3, cut: "before" });
  const destroy = await dev.destroy();
  expect(destroy).toMatchObject({ ok: false });
  expect(destroy.output).toMatch(
    /Could not revoke the access token "reports": .*the request may have been carried out/,
  );
  expect(await copiesIn(dev)).toMatchObject([{ outputs: { status: "issued" } }]);
  expect(await sent()).toEqual(["issue 1", "revoke 1 lost", "revoke 1 lost", "revoke 1 lost"]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 1"]);
});

test("with onDelete revoke a server that is gone fails the destroy, and the token stays in state", async () => {
  const { dev, server } = await tokenStack();
  await dev.up();
  const [before] = await copiesIn(dev);
  await server.close();
  const destroy = await dev.destroy();
  expect(destroy).toMatchObject({ ok: false });
  expect(destroy.exitCode).toBeGreaterThan(0);
  expect(destroy.output).toMatch(
    /Could not revoke the access token "reports": .*could not be reached \(ECONNREFUSED\)/,
  );
  expect(await copiesIn(dev)).toEqual([before]);
});

test("with onDelete revokeBestEffort a server that is gone is a warning with the id and the natural end", async () => {
  const { dev, server, program } = await tokenStack();
  await dev.up({ program: program({ onDelete: "revokeBestEffort" }) });
  const [token] = await copiesIn(dev);
  await server.close();
  const destroy = await dev.destroy();
  expect(destroy).toMatchObject({ ok: true, exitCode: 0 });
  expect(said(destroy, "reports")).toEqual([
    expect.stringMatching(
      new RegExp(`^warning: token ${token?.id} \\(ends ${token?.outputs.expiresAt}\\) was not revoked: .*ECONNREFUSED`),
    ),
  ]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("with onDelete expire the token stays valid and the server is not asked", async () => {
  const { dev, server, program } = await tokenStack();
  await dev.up({ program: program({ onDelete: "expire" }) });
  const { expiresAt } = await dev.outputs();
  await server.close();
  const destroy = await dev.destroy();
  expect(destroy.ok).toBe(true);
  expect(said(destroy, "reports")).toEqual([
    expect.stringMatching(new RegExp(`^info: token \\w+ \\(ends ${expiresAt?.value}\\) stays valid`)),
  ]);
});

test("a vendor without a way to revoke is not asked to: the natural end of the token is said", async () => {
  const server = closing(await startThousandEyes());
  const traffic = new Traffic(server);
  const dev = await testStack("dev", async () => {
    const { expiresAt } = new ThousandEyesAccessToken("reports", { ...server.credentials, scope: "tests:read" });
    return { expiresAt };
  });
  await dev.up();
  const { expiresAt } = await dev.outputs();
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(await traffic.take()).toEqual(["issue 1", "introspect 1"]);
  const destroy = await dev.destroy();
  expect(destroy).toMatchObject({ ok: true, changes: { delete: 2 } });
  expect(said(destroy, "reports")).toEqual([
    expect.stringMatching(new RegExp(`^info: .*\\(ends ${expiresAt?.value}\\).*ThousandEyes has no way to revoke it`)),
  ]);
  expect(await traffic.take()).toEqual([]);
});
