import { LaserficheAccessToken, type LaserficheAccessTokenArgs } from "pulumi-access-tokens";
import { clock, type LaserficheOptions, secretHash, startLaserfiche } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";
import { Traffic } from "../../support/servers/traffic";

const users = { "svc-reports": "first+secret/==", "svc-other": "second-secret" };
const due = clock("45 minutes");
const replacement = ["create-replacement", "replace", "delete-replaced"];

/** A stack with the token `reports`, and the server that issues it. */
async function sessionStack(options: LaserficheOptions = {}) {
  const server = closing(await startLaserfiche({ users, ...options }));
  const { endpoint, repositoryId } = server.credentials;
  const program =
    (args: Partial<LaserficheAccessTokenArgs> = {}): Program =>
    async () => {
      const token = new LaserficheAccessToken("reports", { ...server.credentials, ...args });
      const { accessToken, expiresAt, renewedAt, cookie } = token;
      return { accessToken, expiresAt, renewedAt, cookie };
    };
  const dev = await testStack("dev", program());
  const traffic = new Traffic(server);
  return { dev, server, program, traffic, sent: () => traffic.take(), repository: { endpoint, repositoryId } };
}

test("it is issued, left alone, renewed in place once it is due, and revoked in the end", async () => {
  const { dev, server, sent } = await sessionStack();
  const program: Program = async () => {
    const token = new LaserficheAccessToken("reports", server.credentials);
    const url = `${server.credentials.endpoint}/v1-alpha/Repositories/r-0a1b2c3d/Entries/1`;
    const { status } = new Consumer("consumer", { url, headers: token.requestHeaders });
    return { status, accessToken: token.accessToken };
  };
  const up = await dev.up({ program });
  expect(said(up, "reports")).toEqual([expect.stringMatching(/^info: granted for 1 hour|59 minutes/)]);
  expect(await sent()).toEqual(["issue 1", "use 1"]);
  const { accessToken } = await dev.outputs();
  expect(accessToken).toMatchObject({ secret: true, value: expect.stringMatching(/^\+\/.*==$/) });
  const [before] = await copiesIn(dev);
  const state = await dev.rawState();
  for (const secret of [accessToken?.value, users["svc-reports"]]) expect(state).not.toContain(secret);

  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1"]);

  const preview = await dev.preview({ program, env: due });
  expect([done(preview), said(preview, "reports")]).toEqual([["update"], [expect.stringMatching(/^info: due: /)]]);
  expect(await sent()).toEqual([]);
  const renewal = await dev.up({ program, env: due });
  expect([done(renewal), done(renewal, "consumer")]).toEqual([["update"], ["same"]]);
  expect(await sent()).toEqual(["renew 1"]);
  const [after] = await copiesIn(dev);
  expect([after?.id, after?.outputs.issuedAt]).toEqual([before?.id, before?.outputs.issuedAt]);
  expect(Date.parse(String(after?.outputs.expiresAt))).toBeGreaterThan(Date.parse(String(before?.outputs.expiresAt)));
  expect(after?.outputs.renewedAt).toEqual(expect.stringMatching(/Z$/));
  expect(await dev.outputs()).toMatchObject({ accessToken, status: { value: 200 } });
  expect((await dev.preview({ program, env: due, expectNoChanges: true })).ok).toBe(true);

  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 1"]);
});

test("a renewal that finds it dead fails, says so in state, and the next up issues another", async () => {
  const { dev, server, sent, traffic } = await sessionStack();
  await dev.up();
  expect(await sent()).toEqual(["issue 1"]);
  await server.control({ revoke: { token: traffic.hash(1) } });

  const renewal = await dev.up({ env: due });
  expect(renewal.ok).toBe(false);
  expect(renewal.output).toMatch(/Laserfiche v1-alpha answered 401: .*The next pulumi up issues another/);
  expect(await sent()).toEqual(["renew 1 401"]);
  expect(await copiesIn(dev)).toMatchObject([{ outputs: { status: "revoked" } }]);

  const up = await dev.up({ env: due });
  expect([up.ok, done(up)]).toEqual([true, replacement]);
  expect(said(up, "reports")).toContainEqual(expect.stringMatching(/^info: no longer accepted/));
  // What is gone already counts as revoked.
  expect(await sent()).toEqual(["issue 2", "revoke 1 401"]);
});

test("a renewal that the server does not let through leaves it as it was, to be tried again", async () => {
  const { dev, server, program, sent } = await sessionStack();
  await dev.up();
  const before = await copiesIn(dev);
  await sent();
  await server.fault({ match: "/Refresh", status: 403, body: { message: "Access denied." } });
  const refused = await dev.up({ env: due });
  expect([refused.ok, await copiesIn(dev)]).toEqual([false, before]);

  await server.clearLog();
  const up = await dev.up({ env: due, program: program({ keepAlive: "timeout=1800", password: "rotated" }) });
  expect([up.ok, done(up)]).toEqual([true, ["update"]]);
  expect((await server.log()).map(({ headers }) => headers["keep-alive"])).toEqual(["timeout=1800"]);
  expect(await sent()).toEqual(["renew 1"]);
});

test("one revoked outside is seen by a refresh, and replaced; one that has expired is replaced", async () => {
  const { dev, server, sent, traffic } = await sessionStack();
  await dev.up();
  await sent();
  await server.control({ revoke: { token: traffic.hash(1) } });
  const refresh = await dev.refresh();
  expect([refresh.ok, done(refresh)]).toEqual([true, ["update"]]);
  expect(done(await dev.up())).toEqual(replacement);
  expect(await sent()).toEqual(["introspect 1 401", "issue 2", "revoke 1 401"]);

  await server.control({ nextLifetime: 86_400 });
  const up = await dev.up({ env: clock("3 hours") });
  expect([done(up), said(up, "reports")]).toEqual([replacement, [expect.stringMatching(/^info: expired 2 hours/)]]);
  expect(await sent()).toEqual(["issue 3", "revoke 2"]);
});

test("what it was issued for replaces it; a rotated password and how it is renewed do not", async () => {
  const { dev, program, sent, server } = await sessionStack();
  await dev.up();
  const same = program({ createCookie: false, keepAlive: "3600" });
  expect((await dev.preview({ program: same, expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.up({ program: program({ password: "rotated" }) }))).toEqual(["same"]);
  expect(await sent()).toEqual(["issue 1"]);

  const asked = { createCookie: true, applicationName: "pulumi" };
  const preview = await dev.previewJson({ program: program(asked) });
  const replaceReasons = preview.plan.steps.find(({ op }) => op === "replace")?.replaceReasons;
  expect(replaceReasons?.sort()).toEqual(["applicationName", "createCookie"]);
  await server.clearLog();
  expect(done(await dev.up({ program: program(asked) }))).toEqual(replacement);
  const [{ query, body } = { query: {}, body: {} }] = await server.log();
  // The log takes what ends in "cookie" for a secret.
  expect(query).toEqual({ customerId: "100200300", createCookie: secretHash("true") });
  expect(body).toMatchObject({ applicationName: "pulumi" });
  const { cookie } = await dev.outputs();
  expect(cookie).toMatchObject({ secret: true, value: expect.stringMatching(/^LFRepositoryAPI\.AuthToken=[^;]+$/) });
  const entry = `${server.credentials.endpoint}/v1-alpha/Repositories/r-0a1b2c3d/Entries/1`;
  expect((await fetch(entry, { headers: { cookie: cookie?.value } })).status).toBe(200);
  expect(await dev.rawState()).not.toContain(cookie?.value);
});

test("an account changed in the stack's configuration replaces it, and the old one is revoked by itself", async () => {
  const { dev, server, sent } = await sessionStack();
  const program: Program = async () => {
    new LaserficheAccessToken("reports", {});
  };
  await dev.setConfig({
    ...stackConfiguration("laserfiche", { ...server.credentials }),
    "access-tokens:laserfiche.password": { value: users["svc-reports"], path: true, secret: true },
  });
  expect((await dev.up({ program })).ok).toBe(true);
  await dev.setConfig({
    "access-tokens:laserfiche.username": { value: "svc-other", path: true },
    "access-tokens:laserfiche.password": { value: users["svc-other"], path: true, secret: true },
  });
  const up = await dev.up({ program });
  expect([up.ok, done(up), said(up, "reports")]).toEqual([true, replacement, ["info: username changed"]]);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1"]);
  // By the token itself, so without any credential.
  await dev.automation.removeAllConfig(["access-tokens:laserfiche"]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 2"]);
});

test("a destroy takes value: false for not revoked, and one that is gone for revoked", async () => {
  const { dev, server, sent, traffic } = await sessionStack();
  await dev.up();
  await server.control({ keepInvalidated: true });
  const kept = await dev.destroy();
  expect([kept.ok, kept.output]).toEqual([false, expect.stringMatching(/value: false.*not revoked/s)]);
  expect(await copiesIn(dev)).toHaveLength(1);
  expect(await sent()).toEqual(["issue 1", "revoke 1"]);
  await server.control({ keepInvalidated: false, revoke: { token: traffic.hash(1) } });
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 1 401"]);
});

test("one that exists is adopted, and from then on renewed and revoked", async () => {
  const { dev, server, program, sent } = await sessionStack();
  const { repositoryId, username, password, endpoint } = server.credentials;
  const created = await fetch(`${endpoint}/v1-alpha/Repositories/${repositoryId}/AccessTokens/Create`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  const { authToken } = (await created.json()) as { authToken: string };
  const adopting = program({ adopt: { accessToken: authToken }, assumedLifetime: "1 hour" });
  expect((await dev.up({ program: adopting })).ok).toBe(true);
  expect(await dev.outputs()).toMatchObject({ accessToken: { value: authToken } });
  expect(done(await dev.up({ program: adopting, env: due }))).toEqual(["update"]);
  await dev.destroy();
  expect(await sent()).toEqual(["issue 1", "introspect 1", "renew 1", "revoke 1"]);
});

test("a lost reply leaves nothing in state, and the error says that a token may live", async () => {
  const { dev, server, sent } = await sessionStack();
  await server.fault({ match: "/Create", cut: "after" });
  const up = await dev.up();
  expect([up.ok, up.output]).toEqual([false, expect.stringMatching(/If a token was issued, it is in nobody's state/)]);
  expect(await copiesIn(dev)).toEqual([]);
  expect(await sent()).toEqual(["issue 1 lost"]);
});

test("a SAML token is used once: it stays out of outputs, and a new token needs a fresh one", async () => {
  const samlTokens = ["saml-assertion-1", "saml-assertion-2"];
  const { dev, repository, sent } = await sessionStack({ samlTokens });
  const program =
    (samlToken: string, args: Partial<LaserficheAccessTokenArgs> = {}): Program =>
    async () => {
      new LaserficheAccessToken("reports", { ...repository, samlToken, ...args });
    };
  expect((await dev.up({ program: program("saml-assertion-1") })).ok).toBe(true);
  const [entry] = await copiesIn(dev);
  expect(entry?.outputs).not.toHaveProperty("samlToken");
  expect(done(await dev.up({ program: program("saml-assertion-1"), env: due }))).toEqual(["update"]);
  const used = await dev.up({ program: program("saml-assertion-1", { applicationName: "pulumi" }) });
  expect([used.ok, used.output]).toEqual([
    false,
    expect.stringMatching(/samlToken was already used .* Give a new one/),
  ]);
  const fresh = await dev.up({ program: program("saml-assertion-2", { applicationName: "pulumi" }) });
  expect([fresh.ok, done(fresh)]).toEqual([true, replacement]);
  expect(await sent()).toEqual(["issue 1", "renew 1", "issue 2", "revoke 1"]);
});
