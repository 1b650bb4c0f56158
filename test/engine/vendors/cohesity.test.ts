import { readFile } from "node:fs/promises";
import { CohesityAccessToken, type CohesityAccessTokenArgs, Provider } from "pulumi-access-tokens";
import { clock, createCertificate, secretHash, startCohesity } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";
import { sentTo } from "../../support/servers/cohesity-traffic";

const users = { "svc-pulumi": { password: "svc-password" }, auditor: { password: "auditor-password" } };
const login = { username: "svc-pulumi", password: "svc-password" };
const replaced = ["create-replacement", "replace", "delete-replaced"];

async function cohesityStack() {
  const server = closing(await startCohesity({ users }));
  const { endpoint } = server;
  const program =
    (args: CohesityAccessTokenArgs = {}): Program =>
    async () => {
      const { accessToken, expiresAt, privileges, status } = new CohesityAccessToken("backup", {
        endpoint,
        ...login,
        ...args,
      });
      return { accessToken, expiresAt, privileges, status };
    };
  return { server, endpoint, program, dev: await testStack("dev", program()), sent: () => sentTo(server) };
}

/** From issue to end, in milliseconds. */
async function lifetimeIn(dev: TestStack): Promise<number> {
  const [copy] = await copiesIn(dev, "backup");
  const { expiresAt, issuedAt } = copy?.outputs ?? {};
  return Date.parse(String(expiresAt)) - Date.parse(String(issuedAt));
}

test("a token is issued for a day, used, left alone, renewed when due, and left to lapse in the end", async () => {
  const { dev, endpoint, sent } = await cohesityStack();
  const program: Program = async () => {
    const token = new CohesityAccessToken("backup", { endpoint, ...login });
    new Consumer("consumer", { url: `${endpoint}/v2/clusters`, headers: token.requestHeaders });
    return { privileges: token.privileges };
  };
  expect(await dev.up({ program })).toMatchObject({ ok: true, changes: { create: 3 } });
  expect(await sent()).toEqual(["issue", "use"]);
  expect(await lifetimeIn(dev)).toBe(86_400_000);
  expect((await dev.outputs()).privileges?.value).toEqual(["CLUSTER_VIEW", "PROTECTION_VIEW", "STORAGE_VIEW"]);

  expect(done(await dev.up({ program }), "backup")).toEqual(["same"]);
  expect(await sent()).toEqual([]);

  const renewed = await dev.up({ program, env: clock("17 hours") });
  expect(done(renewed, "backup")).toEqual(["update"]);
  expect(said(renewed, "backup")).toEqual([
    expect.stringMatching(/^info: due: expires in 6 hours/),
    expect.stringMatching(/^info: token \w+ \(ends .*\) stays valid: Cohesity has no way to revoke it$/),
  ]);
  expect(await sent()).toEqual(["issue", "use"]);

  const destroyed = await dev.destroy();
  expect(destroyed.ok).toBe(true);
  expect(said(destroyed, "backup")).toEqual([expect.stringMatching(/stays valid/)]);
  expect(await sent()).toEqual([]);
  expect(await dev.rawState()).not.toContain(login.password);
});

test("each kind of argument does what it says: LOCAL is no domain, a connection is no change, a user is another token", async () => {
  const { dev, program, sent } = await cohesityStack();
  await dev.up();
  await sent();
  const same: CohesityAccessTokenArgs = { domain: "Local", apiVersion: "v2", renewBefore: "2 hours", otpType: "totp" };
  const preview = await dev.preview({ program: program(same), expectNoChanges: true });
  expect([preview.ok, said(preview, "backup")]).toEqual([true, []]);
  const { accessToken } = await dev.outputs();

  expect(done(await dev.up({ program: program({ password: "next-password" }) }), "backup")).toEqual(["same"]);
  expect((await dev.outputs()).accessToken?.value).toBe(accessToken?.value);
  expect(await sent()).toEqual([]);

  const other = { username: "auditor", password: "auditor-password", apiVersion: "v2" } as const;
  const run = await dev.up({ program: program(other) });
  expect(done(run, "backup")).toEqual(replaced);
  expect(said(run, "backup")).toContainEqual("info: username changed");
  expect(await sent()).toEqual(["issue"]);
  const domain = await dev.preview({ program: program({ ...other, domain: "corp.example.com" }) });
  expect(said(domain, "backup")).toEqual(["info: domain changed"]);
});

test("a refresh sees a token that is no longer accepted, and the next run replaces it", async () => {
  const { dev, program, sent, server } = await cohesityStack();
  await dev.up();
  const { accessToken } = await dev.outputs();
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  await server.fault({ match: "sessionUser", status: 401, html: true });
  const proxy = await dev.refresh();
  expect([proxy.ok, said(proxy, "backup")]).toEqual([false, [expect.stringContaining("Cohesity answered 401")]]);
  await server.control({ revoke: { token: accessToken?.value } });
  expect((await dev.refresh()).ok).toBe(true);
  expect((await copiesIn(dev, "backup"))[0]?.outputs).toMatchObject({ status: "revoked" });
  expect(await sent()).toEqual(["issue", "whose", "whose 401", "whose 401"]);
  const run = await dev.up();
  expect(done(run, "backup")).toEqual(replaced);
  expect(said(run, "backup")).toEqual([expect.stringMatching(/^info: no longer accepted by the vendor/)]);

  // Past its end it is not asked about.
  await sent();
  expect((await dev.refresh({ env: clock("25 hours") })).ok).toBe(true);
  expect(await sent()).toEqual([]);
  const expired = await dev.up({ env: clock("25 hours"), program: program({ assumedLifetime: "8 hours" }) });
  expect(said(expired, "backup")[0]).toMatch(/^info: expired/);
  expect(await lifetimeIn(dev)).toBe(8 * 3_600_000);
});

test("a token is adopted, and has a day from now at most", async () => {
  const { dev, endpoint, program, sent, server } = await cohesityStack();
  const issued = await fetch(`${endpoint}/v2/access-tokens`, { method: "POST", body: JSON.stringify(login) });
  const { accessToken } = (await issued.json()) as { accessToken: string };
  await server.clearLog();
  const adopting = program({ adopt: { accessToken } });
  expect((await dev.up({ program: adopting })).ok).toBe(true);
  expect(await sent()).toEqual(["whose"]);
  expect(await lifetimeIn(dev)).toBe(86_400_000);
  expect((await dev.outputs()).accessToken?.value).toBe(accessToken);
});

test("a lost reply is told with the latest end of what may have been issued, and a cut login is not sent again", async () => {
  const { dev, sent, server } = await cohesityStack();
  await server.fault({ match: "accessTokens", cut: "after" });
  const run = await dev.up();
  expect(run.ok).toBe(false);
  expect(said(run, "backup").join()).toMatch(/If a token was issued, it is in nobody's state and ends by \d{4}-/);
  expect(await sent()).toEqual(["issue lost"]);
});

test("refused logins are told: session management, a one-time password, a used one, a wrong password", async () => {
  const { dev, program, sent, server } = await cohesityStack();
  await server.control({ sessionManagement: true });
  expect(said(await dev.up(), "backup").join()).toContain("Use the class CohesityApiKey with an adminApiKey");
  await server.control({ sessionManagement: false, otp: { type: "totp", code: "482913" } });
  expect(said(await dev.up(), "backup").join()).toContain("one-time password");
  const once = program({ otpType: "totp", otpCode: "482913" });
  expect((await dev.up({ program: once })).ok).toBe(true);
  expect(await dev.rawState()).not.toContain("482913");
  await sent();
  const due = await dev.up({ program: once, env: clock("20 hours") });
  expect(due.ok).toBe(false);
  expect(said(due, "backup").join()).toContain("otpCode was already used for the last token");
  expect(await sent()).toEqual([]);
  await server.control({ otp: null });
  const wrong = program({ password: "wrong-password", rotationTriggers: { run: "1" } });
  const refused = await dev.up({ program: wrong, env: clock("20 hours") });
  expect(refused.output).not.toContain("wrong-password");
  expect(said(refused, "backup").join()).toContain("Invalid Username or Password");
  expect(await sent()).toEqual(["issue 400"]);
});

test("a self-signed cluster is trusted by its certificate, and its set comes from a provider that holds a key besides", async () => {
  const certificate = closing(await createCertificate());
  const server = closing(await startCohesity({ certificate }));
  const caCertificate = await readFile(certificate.caCertificateFile, "utf8");
  const program =
    (connection: object): Program =>
    async () => {
      const provider = new Provider("cluster", { cohesity: { ...server.credentials, ...connection } });
      new CohesityAccessToken("backup", {}, { provider });
    };
  const dev = await testStack("dev", program({ caCertificate }));
  const untrusted = await dev.up({ program: program({}) });
  expect(said(untrusted, "backup").join()).toContain("give it as caCertificate");
  expect((await dev.up()).ok).toBe(true);
  const [entry] = await server.log();
  expect([entry?.status, entry?.replyTokens?.length]).toEqual([201, 1]);
  expect(JSON.stringify(await server.log())).toContain(secretHash(server.credentials.password));
});
