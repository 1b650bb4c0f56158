import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { fromPage, pagesFor } from "../../support/engine/operations-page";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";
import { Release } from "../../support/programs/release";

const due = clock("45 minutes");

test("with the vendor down all goes on until a token is due, and then what is left out goes on", async () => {
  const { dev, client, sent, server } = await tokenStack();
  const program =
    (version: string, args: OAuth2AccessTokenArgs = {}): Program =>
    async () => {
      const token = new OAuth2AccessToken("reports", { ...client, scope: "reports:read", ...args });
      new Consumer("reader", { url: server.credentials.resource, headers: token.requestHeaders });
      new Release("release", { version });
    };
  const shorter = { renewBefore: "5 minutes" };
  await dev.up({ program: program("1") });
  const before = await copiesIn(dev);
  await sent();
  await server.fault({ match: "/", status: 503, count: 100 });
  const calm = await dev.up({ program: program("2") });
  expect([calm.ok, done(calm), done(calm, "release")]).toEqual([true, ["same"], ["update"]]);
  const refresh = await dev.refresh();
  expect([refresh.ok, said(refresh, "reports")]).toEqual([
    false,
    [expect.stringMatching(/^error: Could not introspect .* answered 503\. .* run again later/)],
  ]);
  expect((await dev.preview({ program: program("3"), env: due, expectNoChanges: true })).exitCode).not.toBe(0);
  const up = await dev.up({ program: program("3"), env: due });
  expect([up.ok, said(up, "reports")]).toEqual([
    false,
    [
      expect.stringMatching(/^info: due: expires in 1\d minutes/),
      expect.stringMatching(/^error: Could not issue .* answered 503\. .* run again later/),
    ],
  ]);

  expect([refresh, up].map(({ output }) => pagesFor(output))).toEqual([["vendor-down"], ["vendor-down"]]);
  const page = fromPage("vendor-down", "pulumi up --exclude '**:OAuth2AccessToken::reports'");
  const without = await dev.up({ program: program("4"), env: due, ...page });
  expect([without.ok, ...["reports", "reader", "release"].map((name) => done(without, name))]).toEqual([
    true,
    ["same"],
    ["same"],
    ["update"],
  ]);
  const later = await dev.up({ program: program("5", shorter), env: due });
  expect([later.ok, done(later), done(later, "release")]).toEqual([true, ["same"], ["update"]]);
  const expired = await dev.up({ program: program("6", shorter), env: clock("2 hours") });
  expect([expired.ok, said(expired, "reports")[0]]).toEqual([false, expect.stringMatching(/^info: expired .* ago$/)]);
  expect((await dev.destroy()).ok).toBe(false);
  // Nothing was lost by any of it, and nothing but the metadata was asked for.
  expect((await copiesIn(dev)).map(({ id, outputs }) => [id, outputs])).toEqual(
    before.map(({ id, outputs }) => [id, outputs]),
  );
  expect(await sent()).toEqual([]);

  await server.clearFaults();
  expect((await dev.up({ program: program("7"), env: due })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 2", "use 2", "revoke 1"]);
}, 300_000);
