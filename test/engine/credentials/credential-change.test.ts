import { OAuth2AccessToken } from "pulumi-access-tokens";
import { fromPage } from "../../support/engine/operations-page";
import { done, said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";

const secret = "another-secret-of-the-client";

test("a client secret that changed is an update that issues nothing, and proves what is sent from then on", async () => {
  const { dev, server, program, sent } = await tokenStack();
  await dev.up();
  const [before] = await copiesIn(dev);
  await server.control({ rotateSecret: { client: "reports", secret } });
  const renewed = program({ clientSecret: secret });
  expect(done(await dev.preview({ program: renewed }))).toEqual(["update"]);
  const up = await dev.up({ program: renewed });
  expect([up.ok, done(up)]).toEqual([true, ["update"]]);
  expect((await copiesIn(dev))[0]).toMatchObject({ id: before?.id, outputs: { expiresAt: before?.outputs.expiresAt } });
  expect(await sent()).toEqual(["issue 1"]);

  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1", "revoke 1"]);
});

test("a client secret that is taken out, with none in its place, fails the update and stays in state", async () => {
  const { dev, program, sent } = await tokenStack();
  await dev.up();
  const without = program({ clientSecret: undefined as never });
  const missing = expect.stringContaining("clientSecret missing in the resource's arguments");
  const preview = await dev.preview({ program: without });
  expect([preview.ok, said(preview, "reports")]).toEqual([true, expect.arrayContaining([missing])]);
  const up = await dev.up({ program: without });
  expect([up.ok, said(up, "reports")]).toEqual([false, expect.arrayContaining([missing])]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "revoke 1"]);
});

test("a client secret that changed together with the scope is used to issue the new token and to revoke the old", async () => {
  const { dev, server, program, sent } = await tokenStack();
  await dev.up();
  await server.control({ rotateSecret: { client: "reports", secret } });
  const up = await dev.up({ program: program({ clientSecret: secret, scope: "tests:manage" }) });
  expect([up.ok, done(up)]).toEqual([true, ["create-replacement", "replace", "delete-replaced"]]);
  expect(said(up, "reports").join()).toContain("scope changed: +tests:manage -reports:read");
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1"]);
});

test("a client secret that changed in stack configuration is no change, and a destroy with the program uses it", async () => {
  const { dev, server, client, sent } = await tokenStack();
  const program: Program = async () => {
    new OAuth2AccessToken("reports", { scope: "reports:read" });
  };
  const set = (clientSecret: string) => dev.setConfig(stackConfiguration("oauth2", { ...client, clientSecret }));
  await set(client.clientSecret);
  await dev.up({ program });
  await server.control({ rotateSecret: { client: "reports", secret } });
  await set(secret);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1"]);
  const replace = fromPage("leaked-secret", "pulumi up --replace '**:OAuth2AccessToken::reports'");
  expect((await dev.up({ program, ...replace })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);

  await server.control({ rotateSecret: { client: "reports", secret: client.clientSecret } });
  await set(client.clientSecret);
  const destroy = await dev.destroy({ program, runProgram: true });
  expect([destroy.ok, destroy.changes]).toEqual([true, { same: 2, delete: 2 }]);
  expect(await sent()).toEqual(["revoke 2"]);
});
