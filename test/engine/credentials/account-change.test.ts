import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { pagesFor } from "../../support/engine/operations-page";
import { done, said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";

const program =
  (args: OAuth2AccessTokenArgs = {}): Program =>
  async () => {
    new OAuth2AccessToken("reports", { scope: "reports:read", ...args });
  };

/** A stack whose configuration names the account, and a token of the account `reports`. */
async function configuredStack(args: OAuth2AccessTokenArgs = {}) {
  const made = await tokenStack();
  const { issuer, clients } = made.server.credentials;
  const account = (clientId: string) => ({ issuer, clientId, clientSecret: clients[clientId]?.clientSecret ?? "" });
  const environment = (clientId: string) => ({
    OAUTH2_ISSUER: issuer,
    OAUTH2_CLIENT_ID: clientId,
    OAUTH2_CLIENT_SECRET: account(clientId).clientSecret,
  });
  const configure = (clientId: string) => made.dev.setConfig(stackConfiguration("oauth2", account(clientId)));
  await configure("reports");
  await made.dev.up({ program: program(args) });
  expect(await made.sent()).toEqual(["issue 1"]);
  return { ...made, account, configure, environment };
}

const bothNamed = /clientId "reports".* holds a credential of .*clientId "other"/;

test("an account changed in configuration replaces, and what it is told ends no token of the old one", async () => {
  const { dev, account, configure, sent } = await configuredStack();
  const [old] = await copiesIn(dev);
  await configure("other");
  const preview = await dev.previewJson({ program: program() });
  expect(said(preview, "reports")).toEqual(["info: clientId changed"]);
  expect(preview.plan.steps.find(({ op }) => op === "replace")?.replaceReasons).toEqual(["clientId"]);

  const up = await dev.up({ program: program() });
  expect(up).toMatchObject({ ok: false });
  expect(up.output).toMatch(bothNamed);
  expect(pagesFor(up.output)).toEqual(["credential-gone", "stuck-revocation"]);
  expect(await sent()).toEqual(["issue 2 by other"]);
  const copies = await copiesIn(dev);
  expect(copies).toMatchObject([{ inputs: { clientId: "other" } }, { id: old?.id, delete: true }]);

  // The new account as arguments leaves the configuration to the old one.
  await configure("reports");
  const healed = await dev.up({ program: program(account("other")) });
  expect([healed.ok, done(healed)]).toEqual([true, expect.arrayContaining(["update", "delete-replaced"])]);
  expect(await sent()).toEqual(["revoke 1"]);
  expect(await copiesIn(dev)).toMatchObject([{ id: copies[0]?.id }]);
  await dev.destroy();
  expect(await sent()).toEqual(["revoke 2 by other"]);
});

test("an account change ends in one run with the new credential in configuration and the old one in the environment", async () => {
  const { dev, configure, environment, sent } = await configuredStack();
  await configure("other");
  const changed = program({ scope: "tests:manage" });
  const up = await dev.up({ program: changed, env: environment("reports") });
  expect([up.ok, done(up)]).toEqual([true, ["create-replacement", "replace", "delete-replaced"]]);
  expect(await sent()).toEqual(["issue 2 by other", "revoke 1"]);
  expect((await dev.preview({ program: changed, expectNoChanges: true })).ok).toBe(true);
  await dev.destroy();
  expect(await sent()).toEqual(["revoke 2 by other"]);
});

test("a token left behind by an account change is revoked as the message says, and the new one stays", async () => {
  const { dev, configure, environment, sent } = await configuredStack();
  await configure("other");
  const stuck = await dev.up({ program: program() });
  const env = environment("reports");
  expect(stuck.output).toContain(`own account in the environment (${Object.keys(env).join(", ")})`);
  expect(await sent()).toEqual(["issue 2 by other"]);
  const refresh = await dev.refresh({ env });
  expect([refresh.ok, (await sent()).sort()]).toEqual([true, ["introspect 1", "introspect 2 by other"]]);
  const up = await dev.up({ program: program(), env });
  expect([up.ok, done(up)]).toEqual([true, expect.arrayContaining(["same", "delete-replaced"])]);
  expect(await sent()).toEqual(["revoke 1"]);
  expect(await copiesIn(dev)).toMatchObject([{ inputs: { clientId: "other" } }]);
});

test("a refresh says that it has the configuration of the last run, and with the program it has today's", async () => {
  const { dev, server, account, configure, sent } = await configuredStack();
  await server.control({ rotateSecret: { client: "reports", secret: "another-secret-of-the-client" } });
  await dev.setConfig(
    stackConfiguration("oauth2", { ...account("reports"), clientSecret: "another-secret-of-the-client" }),
  );
  const before = await dev.refresh({});
  expect([before.ok, before.output]).toEqual([
    false,
    expect.stringMatching(
      /answered 401.*the stack's configuration .* last "pulumi up"; with --run-program they use today's/,
    ),
  ]);
  expect((await dev.refresh({ program: program(), runProgram: true })).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1 401", "introspect 1"]);
  await configure("other");
  const other = await dev.refresh({ program: program(), runProgram: true });
  expect([other.ok, other.output]).toEqual([
    false,
    expect.stringMatching(/holds a credential of .*"other".* in the last "pulumi up"; with --run-program/),
  ]);
});

test("once configuration names the old account again, a later run revokes its token", async () => {
  const { dev, configure, sent } = await configuredStack();
  await configure("other");
  await dev.up({ program: program() });
  expect(await sent()).toEqual(["issue 2 by other"]);
  // A destroy without the program has the configuration of the last update.
  expect((await dev.destroy()).output).toMatch(bothNamed);
  expect(await sent()).toEqual(["revoke 2 by other"]);
  await configure("reports");
  expect((await dev.destroy({ program: program(), runProgram: true })).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 1"]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("with onReplace expire the token of the old account stays valid, and its end is said", async () => {
  const { dev, configure, sent } = await configuredStack({ onReplace: "expire" });
  await configure("other");
  const up = await dev.up({ program: program({ onReplace: "expire" }) });
  expect(up.ok).toBe(true);
  expect(said(up, "reports")).toContainEqual(expect.stringMatching(/^info: token \w+ \(ends \S+Z\) stays valid/));
  expect(await sent()).toEqual(["issue 2 by other"]);
});

test("a refresh and a destroy with another account draw no conclusion, and under best effort the destroy warns", async () => {
  const { dev, configure, sent } = await configuredStack({ onDelete: "revokeBestEffort" });
  const [token] = await copiesIn(dev);
  await configure("other");
  const refresh = await dev.refresh({ program: program({ onDelete: "revokeBestEffort" }), runProgram: true });
  expect([refresh.ok, refresh.output]).toEqual([false, expect.stringMatching(bothNamed)]);
  expect(await copiesIn(dev)).toEqual([token]);
  const destroy = await dev.destroy({ program: program({ onDelete: "revokeBestEffort" }), runProgram: true });
  expect(destroy).toMatchObject({ ok: true, exitCode: 0 });
  expect(said(destroy, "reports")).toContainEqual(
    expect.stringMatching(
      new RegExp(`^warning: token ${token?.id} \\(ends \\S+Z\\) was not revoked: .*${bothNamed.source}`),
    ),
  );
  expect(await sent()).toEqual([]);
});

test("a destroy with another account fails, and keeps the token", async () => {
  const { dev, configure, sent } = await configuredStack();
  const before = await copiesIn(dev);
  await configure("other");
  const destroy = await dev.destroy({ program: program(), runProgram: true });
  expect([destroy.ok, destroy.output]).toEqual([false, expect.stringMatching(bothNamed)]);
  expect(await sent()).toEqual([]);
  expect(await copiesIn(dev)).toEqual(before);
});
