import { clock } from "pulumi-access-tokens/testing";
import { lapsingStack } from "../../support/engine/lapsing-stack";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";

test("where the server refuses, gets lost or gives no lifetime, the old token stays with the reason, and the next run renews it", async () => {
  const { dev, server, program, sent } = await lapsingStack();
  await dev.up();
  await sent();
  for (const [after, fault, words, reason] of [
    ["45 minutes", { status: 403, body: { title: "Forbidden" } }, "issue 403", /ThousandEyes answered 403/],
    ["90 minutes", { cut: "after" }, "issue 3 lost", /If a token was issued, it is in nobody's state/],
    [
      "135 minutes",
      { set: { expires_in: "soon" } },
      "issue 5",
      /a new token was issued, but its lifetime .* The old token stays in state.* nobody's state; when it ends is not known here/,
    ],
  ] as const) {
    const env = clock(after);
    const [before] = await copiesIn(dev);
    await server.fault({ method: "POST", match: "/token", ...fault });
    // An argument that changes in the same run is one more thing that the next run owes.
    const introspect = before?.outputs.introspect === false;
    const next = program({ introspect });
    const failed = await dev.up({ program: next, env });
    expect([failed.ok, done(failed), done(failed, "consumer")]).toEqual([false, ["update failed"], []]);
    expect(failed.output).toMatch(/Could not renew the access token "reports": /);
    expect(failed.output).toMatch(reason);
    expect(await sent()).toEqual([words]);
    const [kept] = await copiesIn(dev);
    expect(kept).toMatchObject({ id: before?.id, outputs: before?.outputs });
    expect(kept?.initErrors).toEqual([expect.stringMatching(reason)]);

    const preview = await dev.preview({ program: next, env });
    expect(said(preview, "reports")).toEqual([expect.stringMatching(/^info: due: /)]);
    const up = await dev.up({ program: next, env });
    expect([up.ok, done(up), done(up, "consumer")]).toEqual([true, ["update"], ["update"]]);
    const [healed] = await copiesIn(dev);
    expect([healed?.id, healed?.initErrors, healed?.outputs.introspect]).toEqual([before?.id, undefined, introspect]);
    expect((await dev.preview({ program: next, expectNoChanges: true })).ok).toBe(true);
    await sent();
  }
});

test("a repeated token that is still due fails the run, and a later run heals it", async () => {
  const { dev, server, sent } = await lapsingStack();
  await server.control({ repeatTokens: true });
  await dev.up();
  await sent();
  const before = await copiesIn(dev);
  const { accessToken } = await dev.outputs();
  // The server's clock stands still, so its reply at that later time is given here.
  const body = { access_token: accessToken?.value, token_type: "Bearer", expires_in: 900 };
  await server.fault({ method: "POST", match: "/token", body });
  const up = await dev.up({ env: clock("45 minutes") });
  expect([up.ok, up.output]).toEqual([
    false,
    expect.stringMatching(/the server repeats tokens.*that token is already due/),
  ]);
  expect(said(up, "reports").filter((words) => words.startsWith("warning: the server repeats"))).toHaveLength(1);
  const [kept] = await copiesIn(dev);
  expect([kept?.id, kept?.outputs]).toEqual([before[0]?.id, before[0]?.outputs]);

  await server.control({ repeatTokens: false });
  expect((await dev.up({ env: clock("45 minutes") })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "issue 2", "use 2"]);
});
