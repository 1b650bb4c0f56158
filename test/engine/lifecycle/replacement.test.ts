import { OAuth2AccessToken } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";

const due = clock("45 minutes");

test("a replacement issues the new token, hands it to its consumer, and only then revokes the old one", async () => {
  const { dev, server, client, sent } = await tokenStack();
  const program: Program = async () => {
    const token = new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
    const { status } = new Consumer("consumer", { url: server.credentials.resource, headers: token.requestHeaders });
    return { status };
  };
  expect((await dev.up({ program })).changes).toEqual({ create: 3 });
  expect(await sent()).toEqual(["issue 1", "use 1"]);

  const run = await dev.up({ program, env: due });
  expect(run).toMatchObject({ ok: true, changes: { same: 1, replace: 1, update: 1 } });
  expect(await sent()).toEqual(["issue 2", "use 2", "revoke 1"]);
  expect(done(run)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(done(run, "consumer")).toEqual(["update"]);
  expect(await dev.outputs()).toMatchObject({ status: { value: 200 } });
});

test("an expired token is replaced, and revoked all the same, since servers' clocks differ", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  expect(await sent()).toEqual(["issue 1"]);
  const run = await dev.up({ env: clock("4 hours") });
  expect(done(run)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(said(run, "reports")).toEqual([expect.stringMatching(/^info: expired 3 hours ago$/)]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
});

test("with onReplace expire the replaced token stays valid, and its end is said", async () => {
  const { dev, program, sent } = await tokenStack();
  await dev.up({ program: program({ onReplace: "expire" }) });
  const { expiresAt } = await dev.outputs();
  const run = await dev.up({ program: program({ onReplace: "expire" }), env: due });
  expect(run).toMatchObject({ ok: true, changes: { replace: 1 } });
  expect(await sent()).toEqual(["issue 1", "issue 2"]);
  expect(said(run, "reports")).toContainEqual(
    expect.stringMatching(new RegExp(`^info: token \\w+ \\(ends ${expiresAt?.value}\\) stays valid`)),
  );
  await dev.destroy();
  expect(await sent()).toEqual(["revoke 2"]);
});

test("a token replaced by Pulumi's own command is issued anew, and the old one revoked", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  const run = await dev.up({ replace: [tokenUrn] });
  expect(done(run)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1"]);
});
