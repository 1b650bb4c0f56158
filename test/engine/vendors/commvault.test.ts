import { CommvaultAccessToken, type CommvaultAccessTokenArgs } from "pulumi-access-tokens";
import { type CommvaultEmulator, type CommvaultOptions, clock, startCommvault } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { stack, type TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { Consumer } from "../../support/programs/consumer";

/** An access token of two hours is due forty minutes before its end. */
const due = clock("85 minutes");

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

interface Setup {
  server: CommvaultEmulator;
  dev: TestStack;
  /** A program with these arguments on top of the credential. */
  program: (args?: Partial<CommvaultAccessTokenArgs>) => Program;
  /** What the server was asked since the last call, logins aside. */
  sent: () => Promise<string[]>;
}

async function commvaultStack(args: CommvaultAccessTokenArgs = {}, options?: CommvaultOptions): Promise<Setup> {
  const server = await startCommvault(options);
  opened.push(server);
  const program: Setup["program"] = (more) => async () => {
    const token = new CommvaultAccessToken("reports", { ...server.credentials, ...args, ...more });
    const { accessToken, refreshToken, listedName, expiresAt } = token;
    return { accessToken, refreshToken, listedName, expiresAt };
  };
  const dev = await stack("dev", program());
  opened.push({ close: () => dev.dispose() });
  return { server, dev, program, sent: async () => (await asked(server)).filter((each) => !/Log(in|out)/.test(each)) };
}

/** The requests since the last call: method, path below the base, and the status unless it is 200. */
async function asked(server: CommvaultEmulator): Promise<string[]> {
  const log = await server.log();
  await server.clearLog();
  return log.map(({ cut, method, path, query, status }) => {
    const below = path.replace("/commandcenter/api", "") + (query.userId ? `?userId=${query.userId}` : "");
    return [method, below, ...(cut ? ["lost"] : status === 200 ? [] : [status])].join(" ");
  });
}

async function outputOf(dev: TestStack, output: string): Promise<string> {
  return String((await dev.outputs())[output]?.value);
}

async function unchanged(dev: TestStack, program: Program): Promise<boolean> {
  return (await dev.preview({ program, expectNoChanges: true })).ok;
}

test("tokens are issued in one login session, used, unchanged, and deleted on destroy", async () => {
  const { dev, server } = await commvaultStack();
  const program: Program = async () => {
    const set = { ...server.credentials };
    const token = new CommvaultAccessToken("reports", set);
    const url = `${server.credentials.endpoint}/V2/WhoAmI`;
    const { status } = new Consumer("consumer", { url, headers: token.requestHeaders });
    const others = ["a", "b", "c"].map((name) => new CommvaultAccessToken(name, { ...set, tokenName: name }));
    return { status, accessToken: token.accessToken, refreshToken: token.refreshToken, last: others[2]?.listedName };
  };
  const up = await dev.up({ program });
  expect(up).toMatchObject({ ok: true, changes: { create: 6 } });
  const requests = await asked(server);
  expect(requests.filter((request) => request === "POST /V4/AccessToken")).toHaveLength(4);
  expect(requests.filter((request) => request === "POST /Login")).toHaveLength(1);
  expect([requests[0], requests.at(-1)]).toEqual(["POST /Login", "POST /Logout"]);
  expect(said(up, "reports")).toEqual([expect.stringContaining("granted for 2 hours: it expires unless")]);

  const outputs = await dev.outputs();
  expect(outputs).toMatchObject({
    status: { value: 200 },
    accessToken: { secret: true },
    refreshToken: { secret: true },
    last: { value: expect.stringMatching(/^c-[0-9a-f]{8}-[0-9a-f]{8}$/) },
  });
  const state = await dev.rawState();
  for (const secret of [outputs.accessToken, outputs.refreshToken]) expect(state).not.toContain(secret?.value);
  expect(state).not.toContain(server.credentials.password);
  expect(await unchanged(dev, program)).toBe(true);
  expect(await asked(server)).toEqual([]);

  expect((await dev.destroy()).ok).toBe(true);
  const deleted = (await asked(server)).filter((request) => request.startsWith("DELETE")).sort();
  expect(deleted).toEqual([41, 42, 43, 44].map((id) => `DELETE /V4/AccessToken/${id}`));
});

test("a token that is due or has expired is replaced, and the old one deleted", async () => {
  const { dev, program, sent } = await commvaultStack();
  await dev.up();
  const first = await dev.up({ env: due });
  expect(done(first)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(said(first, "reports")).toContainEqual(expect.stringMatching(/^info: due: expires in 3\d minutes/));
  const again = await dev.up({ program: program(), env: clock("4 hours") });
  expect(said(again, "reports")).toContainEqual(expect.stringMatching(/^info: expired 2 hours ago$/));
  expect(await sent()).toEqual([
    "GET /V4/AccessToken",
    "POST /V4/AccessToken",
    "GET /V4/AccessToken",
    "POST /V4/AccessToken",
    "DELETE /V4/AccessToken/41",
    "GET /V4/AccessToken",
    "POST /V4/AccessToken",
    "DELETE /V4/AccessToken/42",
  ]);
});

test.each([1, 16])(
  "a token that could not be deleted is no leftover, with %d operations at a time",
  async (parallel) => {
    const { dev, program, server } = await commvaultStack();
    await dev.up();
    await server.fault({ method: "DELETE", match: "/V4/AccessToken", status: 503, count: 20 });
    expect((await dev.up({ program: program({ rotationTriggers: {} }), env: due })).ok).toBe(false);
    const refresh = await dev.refresh({ parallel });
    expect([refresh.ok, said(refresh, "reports")]).toEqual([true, []]);
    await server.clearFaults();
    const second = await dev.up({ env: clock("4 hours") });
    expect([second.ok, said(second, "reports").join()]).toEqual([true, expect.not.stringContaining("has the mark")]);
  },
);

test("name, scope, addresses and ends change in the token that exists; its type replaces it", async () => {
  const custom: CommvaultAccessTokenArgs = { accessTokenType: "CUSTOM", apiEndpoints: ["/Job"], tokenName: "ci" };
  const { dev, program, sent } = await commvaultStack();
  const narrow = program(custom);
  await dev.up({ program: narrow });
  const before = await dev.outputs();
  const wider = program({
    ...custom,
    apiEndpoints: ["/Job", "/Client"],
    tokenName: "nightly",
    renewableUntil: "30 days",
    allowedIPs: "10.0.0.0/8",
  });
  const preview = await dev.preview({ program: wider });
  expect([done(preview), said(preview, "reports")]).toEqual([
    ["update"],
    [
      "info: tokenName changed; apiEndpoints changed: +/Client; renewableUntil changed; allowedIPs changed: +10.0.0.0/8",
    ],
  ]);
  expect(done(await dev.up({ program: wider }))).toEqual(["update"]);
  expect(await sent()).toEqual([
    "GET /V4/AccessToken",
    "POST /V4/AccessToken",
    "PUT /V4/AccessToken/41",
    "GET /V4/AccessToken?userId=17",
  ]);
  const after = await dev.outputs();
  expect(after).toEqual({ ...before, listedName: { value: expect.stringMatching(/^nightly-/), secret: false } });
  expect(await unchanged(dev, wider)).toBe(true);

  const replaced = await dev.up({ program: program({ accessTokenType: "MS_SCIM", tokenExpiry: "60 days" }) });
  expect(done(replaced)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(await sent()).toEqual(["GET /V4/AccessToken", "POST /V4/AccessToken", "DELETE /V4/AccessToken/41"]);
});

test("a token that someone deleted shows after a refresh and is replaced; a destroy takes it as done", async () => {
  const { dev, server, sent } = await commvaultStack();
  await dev.up();
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["GET /V4/AccessToken", "POST /V4/AccessToken", "GET /V4/AccessToken?userId=17"]);
  await server.control({ revoke: { token: await outputOf(dev, "accessToken") } });
  await dev.refresh();
  // What the list lacks is asked about with the token itself.
  expect(await sent()).toEqual(["GET /V4/AccessToken?userId=17", "GET /V2/WhoAmI 401"]);
  const up = await dev.up();
  expect(said(up, "reports")).toContainEqual(expect.stringMatching(/^info: no longer accepted by the vendor/));
  expect(await sent()).toEqual([
    "GET /V4/AccessToken",
    "POST /V4/AccessToken",
    "DELETE /V4/AccessToken/41 404",
    "GET /V4/AccessToken?userId=17",
    "GET /V2/WhoAmI 401",
  ]);
  await server.control({ revoke: { token: await outputOf(dev, "accessToken") }, unknownId: 200 });
  expect((await dev.destroy()).ok).toBe(true);
});

test("a pair that someone renewed is dead in state: a refresh says so, and it is replaced and deleted by its name", async () => {
  const { dev, server, sent } = await commvaultStack();
  await dev.up();
  await server.control({ idOnRenew: "new", nextLifetime: 600 });
  await server.control({ renew: { token: await outputOf(dev, "accessToken") } });
  await sent();
  const refresh = await dev.refresh();
  expect(said(refresh, "reports")).toEqual([
    expect.stringMatching(/^warning: .*someone renewed the pair/),
    expect.stringMatching(/^info: no longer accepted by the vendor/),
  ]);
  expect(done(await dev.up())).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(await sent()).toEqual([
    "GET /V4/AccessToken?userId=17",
    "GET /V4/AccessToken",
    "POST /V4/AccessToken",
    "DELETE /V4/AccessToken/41 404",
    "GET /V4/AccessToken?userId=17",
    "DELETE /V4/AccessToken/42",
  ]);
});

test("a pair that its consumer renews is extended when it is due, and replaced where the server does not extend it", async () => {
  const { dev, program, server, sent } = await commvaultStack({ renewedBy: "consumer", renewableUntil: "30 days" });
  await dev.up();
  const before = await dev.outputs();
  await server.control({ renew: { token: String(before.accessToken?.value) } });
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(await unchanged(dev, program())).toBe(true);

  await sent();
  const extension = await dev.up({ env: clock("25 days") });
  expect(done(extension)).toEqual(["update"]);
  expect(await sent()).toEqual(["PUT /V4/AccessToken/41", "GET /V4/AccessToken?userId=17"]);
  const after = await dev.outputs();
  expect(after).toEqual({ ...before, expiresAt: { value: expect.any(String), secret: false } });
  const moved = Date.parse(String(after.expiresAt?.value)) - Date.parse(String(before.expiresAt?.value));
  expect(Math.round(moved / 86_400_000)).toBe(25);

  await server.control({ longestRenewable: 86_400 });
  const refused = await dev.up({ env: clock("50 days") });
  expect([refused.ok, done(refused)]).toEqual([true, ["update"]]);
  expect(said(refused, "reports")).toContainEqual(expect.stringMatching(/^warning: the server does not extend/));
  await server.control({ longestRenewable: 365 * 86_400 });
  expect(done(await dev.up({ env: clock("51 days") }))).toEqual(["create-replacement", "replace", "delete-replaced"]);
});

test("a token whose reply was lost is found by its name, deleted and told of; the next run issues another", async () => {
  const { dev, server, sent } = await commvaultStack();
  await server.fault({ method: "POST", match: "/V4/AccessToken", cut: "after" });
  const lost = await dev.up();
  expect(lost.ok).toBe(false);
  expect(said(lost, "reports")).toContainEqual(
    expect.stringMatching(
      /^error: .*\(41, named pulumi-.*\) was found in the list and revoked, so nothing is left behind/,
    ),
  );
  expect(await sent()).toEqual([
    "GET /V4/AccessToken",
    "POST /V4/AccessToken lost",
    "GET /V4/AccessToken",
    "DELETE /V4/AccessToken/41",
  ]);
  expect((await dev.up()).ok).toBe(true);
  expect(await sent()).toEqual(["GET /V4/AccessToken", "POST /V4/AccessToken"]);
});

test("a new password is an update of state; another account tells nothing of the token", async () => {
  const users = {
    "svc-pulumi": { id: 17, password: "first-password" },
    other: { id: 31, password: "other-password" },
  };
  const { dev, program, server, sent } = await commvaultStack({}, { users });
  await dev.up();
  const before = await dev.outputs();
  expect(done(await dev.up({ program: program({ password: "second-password" }) }))).toEqual(["update"]);
  expect(await dev.outputs()).toEqual(before);
  expect(await asked(server)).toEqual(["POST /Login", "GET /V4/AccessToken", "POST /V4/AccessToken", "POST /Logout"]);

  await dev.up({ program: program() });
  const other = program({ username: "other", password: "other-password" });
  const up = await dev.up({ program: other });
  expect(said(up, "reports")).toContain("info: username changed");
  // The old token is deleted with the credential in its own state.
  expect(await sent()).toEqual(["GET /V4/AccessToken", "POST /V4/AccessToken", "DELETE /V4/AccessToken/41"]);
});

test("a token that exists is adopted by its id, and from then on owned", async () => {
  const { dev, program, sent } = await commvaultStack();
  await dev.up();
  const accessToken = await outputOf(dev, "accessToken");
  const second = await stack("second", program({ adopt: { id: "41", accessToken } }));
  opened.push({ close: () => second.dispose() });
  await sent();
  expect((await second.up()).ok).toBe(true);
  expect(await sent()).toEqual(["GET /V4/AccessToken", "GET /V2/WhoAmI"]);
  expect(await second.outputs()).toMatchObject({ accessToken: { value: accessToken, secret: true } });
  expect(await outputOf(second, "listedName")).toBe(await outputOf(dev, "listedName"));
  await second.destroy();
  expect(await sent()).toEqual(["DELETE /V4/AccessToken/41"]);
});
