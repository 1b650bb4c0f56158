import { LaserficheServerAccessToken, type LaserficheServerAccessTokenArgs } from "pulumi-access-tokens";
import { clock, startLaserficheServer } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";
import { Traffic } from "../../support/servers/traffic";

const users = { "EXAMPLE\\svc-reports": "first+secret/==", "svc-other@example.org": "second-secret" };
const due = clock("12 minutes");
const replacement = ["create-replacement", "replace", "delete-replaced"];
const lapses = expect.stringMatching(/^info: token \w+ \(ends \S+Z\) stays valid: The Laserfiche API Server has no/);

/** A stack with the token `reports`, and the server that issues it. */
async function serverStack() {
  const server = closing(await startLaserficheServer({ users }));
  const program =
    (args: Partial<LaserficheServerAccessTokenArgs> = {}): Program =>
    async () => {
      const { accessToken, expiresAt } = new LaserficheServerAccessToken("reports", { ...server.credentials, ...args });
      return { accessToken, expiresAt };
    };
  const dev = await testStack("dev", program());
  const traffic = new Traffic(server);
  return { dev, server, program, traffic, sent: () => traffic.take() };
}

test("it is issued, left alone, renewed once it is due, and left to lapse in the end", async () => {
  const { dev, server, sent } = await serverStack();
  const program: Program = async () => {
    const token = new LaserficheServerAccessToken("reports", server.credentials);
    const url = `${server.credentials.endpoint}/v1/Repositories/Human%20Resources/AuditReasons`;
    const { status } = new Consumer("consumer", { url, headers: token.requestHeaders });
    return { status, accessToken: token.accessToken };
  };
  expect((await dev.up({ program })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "use 1"]);
  const { accessToken } = await dev.outputs();
  const state = await dev.rawState();
  for (const secret of [accessToken?.value, users["EXAMPLE\\svc-reports"]]) expect(state).not.toContain(secret);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1"]);

  const up = await dev.up({ program, env: due });
  expect([done(up), done(up, "consumer")]).toEqual([["update"], ["update"]]);
  expect(said(up, "reports")).toEqual([expect.stringMatching(/^info: due: /), lapses]);
  expect(await dev.outputs()).toMatchObject({ status: { value: 200 } });
  const destroy = await dev.destroy();
  expect([destroy.ok, said(destroy, "reports")]).toEqual([true, [lapses]]);
  expect(await sent()).toEqual(["issue 2", "use 2"]);
});

test("one that the server ended while it was idle is seen by a refresh, and replaced", async () => {
  const { dev, server, sent, traffic } = await serverStack();
  await dev.up();
  await sent();
  await server.control({ revoke: { token: traffic.hash(1) } });
  expect(done(await dev.refresh())).toEqual(["update"]);
  const up = await dev.up();
  expect([done(up), said(up, "reports")]).toEqual([replacement, [expect.stringMatching(/^info: no longer accepted/)]]);
  expect(await sent()).toEqual(["introspect 1 401", "issue 2"]);

  const expired = await dev.up({ env: clock("20 minutes") });
  expect([done(expired), said(expired, "reports")]).toEqual([["update"], [expect.stringMatching(/^info: expired/)]]);
});

test("another user or repository replaces it; a rotated password and another version of the API do not", async () => {
  const { dev, program, sent } = await serverStack();
  await dev.up();
  expect((await dev.preview({ program: program({ apiVersion: "v2" }), expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.up({ program: program({ password: "rotated" }) }))).toEqual(["same"]);
  expect(await sent()).toEqual(["issue 1"]);
  const username = "svc-other@example.org";
  const other = await dev.up({ program: program({ username, password: users[username] }) });
  expect([done(other), said(other, "reports")]).toEqual([replacement, ["info: username changed", lapses]]);
  const missing = await dev.up({ program: program({ repositoryId: "Finance" }) });
  expect([missing.ok, missing.output]).toEqual([
    false,
    expect.stringMatching(/answered 404: .*not found.*Check endpoint and repositoryId/),
  ]);
  expect(await copiesIn(dev)).toMatchObject([{ inputs: { username } }]);
});

test("fifty of its kind with a wrong password ask once", async () => {
  const { dev, server, sent } = await serverStack();
  await dev.setConfig({
    ...stackConfiguration("laserficheServer", { ...server.credentials }),
    "access-tokens:laserficheServer.password": { value: "wrong-password", path: true, secret: true },
  });
  const program: Program = async () => {
    for (let number = 1; number <= 50; number++) new LaserficheServerAccessToken(`reports-${number}`, {});
  };
  const up = await dev.up({ program, continueOnError: true });
  expect(up.ok).toBe(false);
  expect(up.output).toMatch(/answered 401: .*Check username and password/);
  expect(await sent()).toEqual(["issue 401"]);
  expect(up.output).not.toContain("wrong-password");
});

test("one that exists is adopted; one that the server no longer takes is not", async () => {
  const { dev, server, program, sent, traffic } = await serverStack();
  const { endpoint, username, password } = server.credentials;
  const issued = await fetch(`${endpoint}/v1/Repositories/Human%20Resources/Token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", username, password }),
  });
  const { access_token: accessToken } = (await issued.json()) as { access_token: string };
  await sent();
  await server.control({ accessDenied: true });
  const adopting = program({ adopt: { accessToken }, assumedLifetime: "15 minutes" });
  expect((await dev.up({ program: adopting })).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1 403"]);
  await dev.destroy();
  await server.control({ accessDenied: false, revoke: { token: traffic.hash(1) } });
  const refused = await dev.up({ program: adopting });
  expect([refused.ok, await sent()]).toEqual([false, ["introspect 1 401"]]);
});

test("a lost reply leaves nothing in state, and the error says that a token may live", async () => {
  const { dev, server, sent } = await serverStack();
  await server.fault({ match: "/Token", cut: "after" });
  const up = await dev.up();
  expect([up.ok, up.output]).toEqual([false, expect.stringMatching(/If a token was issued, it is in nobody's state/)]);
  expect(await copiesIn(dev)).toEqual([]);
  expect(await sent()).toEqual(["issue 1 lost"]);
});
