import { ThousandEyesAccessToken, type ThousandEyesAccessTokenArgs } from "pulumi-access-tokens";
import { clock, startThousandEyes } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { typeOf } from "../../support/native/way-in";
import { Consumer } from "../../support/programs/consumer";
import { Traffic } from "../../support/servers/traffic";

const due = clock("45 minutes");
const replacement = ["create-replacement", "replace", "delete-replaced"];
const urn = `urn:pulumi:dev::tests::${typeOf("ThousandEyesAccessToken")}::reports`;
const lapses = expect.stringMatching(/^info: token \w+ \(ends \S+Z\) stays valid: ThousandEyes has no way/);

/** A stack with the token `reports`, which its vendor cannot revoke, and a consumer of it. */
async function lapsingStack() {
  const server = closing(await startThousandEyes({ clients: { reports: "first-secret", other: "other-secret" } }));
  const program =
    (args: Partial<ThousandEyesAccessTokenArgs> = {}, protect = false): Program =>
    async () => {
      const given = { ...server.credentials, scope: ["tests:read"], ...args };
      const token = new ThousandEyesAccessToken("reports", given, { protect });
      const { status } = new Consumer("consumer", {
        url: `${server.endpoint}/v7/account-groups`,
        headers: token.requestHeaders.apply((own) => ({ ...own, accept: "application/json" })),
      });
      return { id: token.id, accessToken: token.accessToken, issuedAt: token.issuedAt, status };
    };
  const dev = await testStack("dev", program());
  const traffic = new Traffic(server);
  const sent = async () => (await traffic.take()).map((each) => each.replace("GET /v7/account-groups", "use"));
  return { dev, server, program, traffic, sent };
}

test.each([
  ["due", due, /^info: due: expires in .*; renewal begins 20 minutes before the end$/],
  ["expired", clock("4 hours"), /^info: expired 3 hours ago$/],
])("a token that is %s is renewed by an update, keeps its id, and its consumer follows", async (_, env, reason) => {
  const { dev, program, sent } = await lapsingStack();
  await dev.up();
  const before = await dev.outputs();
  expect(await sent()).toEqual(["issue 1", "use 1"]);

  const preview = await dev.previewJson({ env });
  expect([done(preview), done(preview, "consumer")]).toEqual([["update"], ["update"]]);
  expect(said(preview, "reports")).toEqual([expect.stringMatching(reason)]);
  expect(await sent()).toEqual([]);

  // Protection forbids to delete the token, which a renewal does not.
  const up = await dev.up({ program: program({}, true), env });
  expect([up.ok, done(up), done(up, "consumer")]).toEqual([true, ["update"], ["update"]]);
  expect(said(up, "reports")).toContainEqual(expect.stringMatching(reason));
  expect(await sent()).toEqual(["issue 2", "use 2"]);
  const after = await dev.outputs();
  expect(after).toMatchObject({ id: before.id, status: { value: 200 } });
  expect(after.accessToken).not.toEqual(before.accessToken);
  expect(Date.parse(after.issuedAt?.value)).toBeGreaterThan(Date.parse(before.issuedAt?.value));
  expect(await copiesIn(dev)).toHaveLength(1);
  expect((await dev.preview({ program: program({}, true), expectNoChanges: true })).ok).toBe(true);
});

test("the old token is said to be left to lapse, unless it has ended", async () => {
  const { dev } = await lapsingStack();
  await dev.up();
  expect(said(await dev.up({ env: due }), "reports")).toEqual([expect.stringMatching(/^info: due: /), lapses]);
  expect(said(await dev.up({ env: clock("4 hours") }), "reports")).toEqual([expect.stringMatching(/^info: expired /)]);
});

test("a secret that only an issue uses is in state once, and is no change until then", async () => {
  const { dev, program, sent } = await lapsingStack();
  await dev.up();
  const [token] = await copiesIn(dev);
  expect(token?.inputs).toHaveProperty("clientSecret");
  expect(token?.outputs).not.toHaveProperty("clientSecret");

  const rotated = program({ clientSecret: "not-the-secret" });
  expect((await dev.preview({ program: rotated, expectNoChanges: true })).ok).toBe(true);
  expect((await dev.up({ program: rotated, expectNoChanges: true })).ok).toBe(true);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  await sent();
  const renewal = await dev.up({ program: rotated, env: due });
  expect([renewal.ok, renewal.output]).toEqual([false, expect.stringMatching(/ThousandEyes answered 401/)]);
  expect(await sent()).toEqual(["issue 401"]);
  expect((await dev.destroy()).ok).toBe(true);
});

test("a changed scope, account or trigger replaces it, and so does a token that a refresh found revoked", async () => {
  const { dev, server, program, traffic, sent } = await lapsingStack();
  const release = (value: string) => program({ rotationTriggers: { release: value } });
  await dev.up({ program: release("1") });
  const ids = [(await dev.outputs()).id?.value];
  const replaced = async (next: Program, reason: string) => {
    const up = await dev.up({ program: next, env: due });
    expect([done(up), said(up, "reports")]).toEqual([replacement, [`info: ${reason}`, lapses]]);
    ids.push((await dev.outputs()).id?.value);
  };
  await replaced(release("2"), 'rotation trigger "release" changed');
  await replaced(program({ scope: "tests:update" }), "scope changed: +tests:update -tests:read");
  await replaced(
    program({ clientId: "other", clientSecret: "other-secret" }),
    "clientId changed; scope changed: +tests:read -tests:update",
  );
  expect(await sent()).toEqual([
    "issue 1",
    "use 1",
    "issue 2",
    "use 2",
    "issue 3",
    "use 3",
    "issue 4 by other",
    "use 4",
  ]);

  await server.control({ revoke: { token: traffic.hash(4) } });
  const other = program({ clientId: "other", clientSecret: "other-secret" });
  expect(done(await dev.refresh())).toEqual(["update"]);
  const up = await dev.up({ program: other });
  expect([done(up), said(up, "reports")]).toEqual([
    replacement,
    ["info: " + "no longer accepted by the vendor: it was revoked or ended early, or its account is locked"],
  ]);
  ids.push((await dev.outputs()).id?.value);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  ["refuses", { status: 403, body: { title: "Forbidden" } }, "issue 403", /ThousandEyes answered 403/],
  ["gets lost", { cut: "after" }, "issue 2 lost", /If a token was issued, it is in nobody's state/],
  [
    "gives no lifetime",
    { set: { expires_in: "soon" } },
    "issue 2",
    /a new token was issued, but its lifetime .* The old token stays in state.* nobody's state; when it ends is not known here/,
  ],
] as const)(
  "where the server %s, the old token stays in state with the reason, and the next run renews it",
  async (_, fault, words, reason) => {
    const { dev, server, program, sent } = await lapsingStack();
    await dev.up();
    const [before] = await copiesIn(dev);
    await sent();
    await server.fault({ method: "POST", match: "/token", ...fault });
    // A secret that changes in the same run is one more thing that the next run owes.
    const next = program({ introspect: false });
    const failed = await dev.up({ program: next, env: due });
    expect([failed.ok, done(failed), done(failed, "consumer")]).toEqual([false, ["update failed"], []]);
    expect(failed.output).toMatch(/Could not renew the access token "reports": /);
    expect(failed.output).toMatch(reason);
    expect(await sent()).toEqual([words]);
    const [kept] = await copiesIn(dev);
    expect(kept).toMatchObject({ id: before?.id, outputs: before?.outputs });
    expect(kept?.initErrors).toEqual([expect.stringMatching(reason)]);

    const preview = await dev.preview({ program: next, env: due });
    expect(said(preview, "reports")).toEqual([expect.stringMatching(/^info: due: /)]);
    const up = await dev.up({ program: next, env: due });
    expect([up.ok, done(up), done(up, "consumer")]).toEqual([true, ["update"], ["update"]]);
    const [after] = await copiesIn(dev);
    expect([after?.id, after?.initErrors, after?.outputs.introspect]).toEqual([before?.id, undefined, false]);
    expect((await dev.preview({ program: next, expectNoChanges: true })).ok).toBe(true);
  },
);

test("a failed renewal is no longer owed if the token is no longer due", async () => {
  const { dev, server, program, sent } = await lapsingStack();
  await dev.up();
  await server.fault({ method: "POST", match: "/token", status: 403 });
  await dev.up({ env: due });
  await sent();
  const later = program({ renewBefore: "5 minutes" });
  expect((await dev.up({ program: later, env: due })).ok).toBe(true);
  expect(await sent()).toEqual([]);
  expect((await copiesIn(dev))[0]?.initErrors).toBeUndefined();
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
  const up = await dev.up({ env: due });
  expect([up.ok, up.output]).toEqual([
    false,
    expect.stringMatching(/the server repeats tokens.*that token is already due/),
  ]);
  expect(said(up, "reports").filter((words) => words.startsWith("warning: the server repeats"))).toHaveLength(1);
  const [kept] = await copiesIn(dev);
  expect([kept?.id, kept?.outputs]).toEqual([before[0]?.id, before[0]?.outputs]);

  await server.control({ repeatTokens: false });
  expect((await dev.up({ env: due })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "issue 2", "use 2"]);
});

test("a replacement that is given the first token of the resource again has an id of its own", async () => {
  const { dev, server, program, sent } = await lapsingStack();
  await dev.up();
  const { accessToken, id } = await dev.outputs();
  await dev.up({ env: due });
  await sent();
  const body = { access_token: accessToken?.value, token_type: "Bearer", expires_in: 3600 };
  await server.fault({ method: "POST", match: "/token", body });
  const up = await dev.up({ program: program({ scope: "tests:update" }) });
  expect([up.ok, done(up)]).toEqual([true, replacement]);
  expect(said(up, "reports")).toEqual([expect.stringMatching(/^info: scope changed/), lapses]);
  expect((await dev.outputs()).id).not.toEqual(id);
});

test("Pulumi's own command replaces a token that was renewed", async () => {
  const { dev, server, sent } = await lapsingStack();
  await dev.up();
  await dev.up({ env: due });
  await server.control({ repeatTokens: true });
  const up = await dev.up({ replace: [urn] });
  expect([up.ok, done(up)]).toEqual([true, replacement]);
  expect(said(up, "reports").at(-1)).toMatch(/^warning: .*the server repeats tokens/);
  expect(await sent()).toEqual(["issue 1", "use 1", "issue 2", "use 2", "issue 2"]);
  expect(await copiesIn(dev)).toHaveLength(1);
});
