import { OAuth2AccessToken } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack } from "../../support/engine/token-stack";

test("a preview sends nothing: not before the token exists, not unchanged, not where it is due", async () => {
  const { dev, server } = await tokenStack();
  expect(done(await dev.preview())).toEqual(["create"]);
  expect(await server.log()).toEqual([]);

  await dev.up();
  await server.clearLog();
  const unchanged = await dev.preview({ expectNoChanges: true });
  expect([unchanged.ok, done(unchanged)]).toEqual([true, ["same"]]);
  expect(done(await dev.preview({ env: clock("45 minutes") }))).toContain("replace");
  expect(done(await dev.preview({ env: clock("4 hours") }))).toContain("replace");
  expect(await server.log()).toEqual([]);
});

test("a preview that finds the identity in stack configuration sends nothing either", async () => {
  const { dev, server, client } = await tokenStack();
  const program: Program = async () => {
    new OAuth2AccessToken("reports", { scope: "reports:read" });
  };
  await dev.setConfig(stackConfiguration("oauth2", client));
  expect((await dev.preview({ program })).ok).toBe(true);
  expect((await dev.up({ program })).ok).toBe(true);
  await server.clearLog();
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.preview({ program, env: clock("45 minutes") }))).toContain("replace");
  await dev.setConfig(stackConfiguration("oauth2", { clientId: "other" }));
  expect(done(await dev.preview({ program }))).toContain("replace");
  expect(await server.log()).toEqual([]);
});
