import { OAuth2AccessToken, Provider } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack } from "../../support/engine/token-stack";
import { diffInRow } from "../../support/native/way-in";

const later = clock("30 minutes");
const env = (lookAhead: string) => ({ ...later, ACCESS_TOKENS_LOOK_AHEAD: lookAhead });
const reason =
  /^info: due: expires in \d+ minutes.*; renewal begins 20 minutes before the end, with a look-ahead of 15 minutes$/;

test("a token is due where a look-ahead in the environment reaches its renewal, for that run alone", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  expect((await dev.preview({ env: later, expectNoChanges: true })).ok).toBe(true);
  expect((await dev.preview({ env: env("5 minutes"), expectNoChanges: true })).ok).toBe(true);
  const preview = await dev.preview({ env: env("15 minutes"), expectNoChanges: true });
  expect([preview.ok, done(preview)]).toEqual([false, ["create-replacement", "replace", "delete-replaced"]]);
  expect(said(preview, "reports")).toEqual([expect.stringMatching(reason)]);
  expect(await sent()).toEqual(["issue 1"]);
  await dev.up({ env: env("15 minutes") });
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
});

test("a look-ahead in stack configuration holds for every run that has none of its own", async () => {
  const { dev } = await tokenStack({ config: { "access-tokens:lookAhead": { value: "15 minutes" } } });
  await dev.up();
  const preview = await dev.preview({ env: later, expectNoChanges: true });
  expect([preview.ok, said(preview, "reports")]).toEqual([false, [expect.stringMatching(reason)]]);
  expect((await dev.preview({ env: env("5 minutes"), expectNoChanges: true })).ok).toBe(true);
});

test("a look-ahead of an explicit provider holds for its tokens alone", async () => {
  const { dev, client } = await tokenStack();
  const program: Program = async () => {
    const provider = new Provider("ahead", { lookAhead: "15 minutes", oauth2: client });
    new OAuth2AccessToken("reports", { scope: "reports:read" }, { provider });
    new OAuth2AccessToken("other", { ...client, scope: "reports:read" });
  };
  await dev.up({ program });
  const preview = await dev.preview({ program, env: later });
  expect(said(preview, "reports")).toEqual([expect.stringMatching(reason)]);
  expect([done(preview, "other"), said(preview, "other")]).toEqual([["same"], []]);
});

test("a look-ahead longer than the lifetime leaves a fresh token alone, and says that runs are too rare", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  const ahead = { ACCESS_TOKENS_LOOK_AHEAD: "3 days" };
  const preview = await dev.preview({ env: ahead, expectNoChanges: true });
  expect(preview.ok).toBe(true);
  const shortened =
    'info: the look-ahead of 3 days was shortened to 20 minutes, because this token lives too short for it: run "pulumi up" more often';
  expect(said(preview, "reports")).toEqual([shortened]);
  expect(await sent()).toEqual(["issue 1"]);
  const due = await dev.preview({ env: { ...clock("25 minutes"), ...ahead }, expectNoChanges: true });
  expect(due.ok).toBe(false);
  const reason = expect.stringMatching(/^info: due: .* with a look-ahead of 20 minutes$/);
  expect(said(due, "reports")).toEqual([shortened, reason]);
  const row = ` reports create replacement ${diffInRow}reports: due: .* with a look-ahead of 20 minutes$`;
  expect(due.output).toMatch(new RegExp(row, "m"));
});

test("a look-ahead that is no duration fails the run before anything is planned", async () => {
  const { dev, sent } = await tokenStack();
  const preview = await dev.preview({ env: { ACCESS_TOKENS_LOOK_AHEAD: "a fortnight" } });
  expect(preview.ok).toBe(false);
  expect(preview.output).toMatch(/ACCESS_TOKENS_LOOK_AHEAD must be a duration/);
  expect(preview.output).not.toContain("a fortnight");
  expect(await sent()).toEqual([]);
});
