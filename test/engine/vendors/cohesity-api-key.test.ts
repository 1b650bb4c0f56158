import { CohesityApiKey, type CohesityApiKeyArgs } from "pulumi-access-tokens";
import { clock, startCohesity, startHelios } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { typeOf } from "../../support/native/way-in";
import { Consumer } from "../../support/programs/consumer";
import { sentTo } from "../../support/servers/cohesity-traffic";

const users = { "svc-pulumi": { password: "svc-password" }, auditor: { password: "auditor-password" } };
const replaced = ["create-replacement", "replace", "delete-replaced"];
const day = 86_400_000;

async function keyStack() {
  const server = closing(await startCohesity({ users }));
  const { adminApiKey, endpoint } = server.credentials;
  const userSid = server.sid("svc-pulumi");
  const program =
    (args: CohesityApiKeyArgs = {}): Program =>
    async () => {
      const base = { endpoint, adminApiKey, userSid, name: "migration", expiryTime: "30 days" };
      const key = new CohesityApiKey("key", { ...base, ...args });
      return { accessToken: key.accessToken, expiresAt: key.expiresAt, listedName: key.listedName, id: key.id };
    };
  const dev = await testStack("dev", program());
  /** A request to the API as a person sends one. */
  const byHand = async (method: string, path = "", body?: object) => {
    const url = `${endpoint}/v2/users/${userSid}/api-keys${path}`;
    const request = { method, headers: { apiKey: adminApiKey }, ...(body && { body: JSON.stringify(body) }) };
    const text = await (await fetch(url, request)).text();
    await server.clearLog();
    return text === "" ? undefined : JSON.parse(text);
  };
  const listed = async () =>
    ((await byHand("GET")).apiKeys as { name: string }[]).filter(({ name }) => name !== "admin");
  return { server, endpoint, adminApiKey, userSid, program, dev, sent: () => sentTo(server), byHand, listed };
}

async function outputsIn(dev: TestStack) {
  const [copy] = await copiesIn(dev, "key");
  return copy?.outputs ?? {};
}

test("a key is issued, used, left alone, replaced when due and then deleted, and deleted in the end", async () => {
  const { dev, endpoint, adminApiKey, listed, sent } = await keyStack();
  const program: Program = async () => {
    const args = { endpoint, adminApiKey, name: "migration", expiryTime: "30 days" };
    const key = new CohesityApiKey("key", args);
    new Consumer("consumer", { url: `${endpoint}/v2/clusters`, headers: key.requestHeaders });
    return { accessToken: key.accessToken, ownerSid: key.ownerSid };
  };
  expect((await dev.up({ program })).ok).toBe(true);
  expect(await sent()).toEqual(["whose", "list", "create", "use"]);
  const { accessToken, ownerSid } = await dev.outputs();
  expect(accessToken).toMatchObject({ secret: true });
  expect(ownerSid?.value).toMatch(/^S-1-/);
  for (const secret of [adminApiKey, accessToken?.value]) expect(await dev.rawState()).not.toContain(secret);
  const { expiresAt, issuedAt } = await outputsIn(dev);
  expect(Date.parse(String(expiresAt)) - Date.parse(String(issuedAt))).toBeCloseTo(30 * day, -5);

  expect(done(await dev.up({ program }), "key")).toEqual(["same"]);
  expect(await sent()).toEqual([]);
  const due = await dev.up({ program, env: clock("25 days") });
  expect(done(due, "key")).toEqual(replaced);
  expect(said(due, "key")).toEqual([expect.stringMatching(/^info: due: expires in 4 days/)]);
  expect(await sent()).toEqual(["whose", "list", "create", "use", "delete"]);
  expect(await listed()).toHaveLength(1);

  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["delete"]);
  expect(await listed()).toEqual([]);
});

test("name, activity and end change in place; where the key belongs replaces it", async () => {
  const { dev, listed, program, sent, server } = await keyStack();
  await dev.up();
  const before = await dev.outputs();
  await sent();
  const run = await dev.up({ program: program({ name: "other", expiryTime: "60 days", isActive: true }) });
  expect([run.ok, done(run, "key")]).toEqual([true, ["update"]]);
  expect(await sent()).toEqual(["update"]);
  const after = await dev.outputs();
  expect([after.accessToken?.value, after.id?.value]).toEqual([before.accessToken?.value, before.id?.value]);
  expect(Date.parse(after.expiresAt?.value) - Date.parse(before.expiresAt?.value)).toBeCloseTo(30 * day, -5);
  expect(after.listedName?.value).toMatch(/^other-/);
  expect(await listed()).toMatchObject([{ name: after.listedName?.value, isActive: true }]);

  const without = { name: "other", expiryTime: undefined as unknown as string };
  expect(done(await dev.up({ program: program(without) }), "key")).toEqual(["update"]);
  expect(await outputsIn(dev)).toMatchObject({ expiresAt: null });
  expect(await listed()).toMatchObject([{ expiryTimeMsecs: null }]);

  // A date is the user's own end: the plan says so, and nothing is renewed past it.
  const expiryTime = new Date(Date.now() + 40 * day).toISOString();
  const dated = program({ ...without, expiryTime });
  expect(done(await dev.up({ program: dated }), "key")).toEqual(["update"]);
  const ending = await dev.preview({ program: dated, env: clock("39 days"), expectNoChanges: true });
  expect([ending.ok, said(ending, "key")]).toEqual([true, [expect.stringContaining("not renewed past that date")]]);

  const moved = await dev.up({ program: program({ ...without, expiryTime, userSid: server.sid("auditor") }) });
  expect(done(moved, "key")).toEqual(replaced);
  expect(await listed()).toEqual([]);
  expect(await outputsIn(dev)).toMatchObject({ ownerSid: server.sid("auditor") });
  const helios = await dev.preview({ program: program({ system: "helios", endpoint: server.endpoint }) });
  expect(said(helios, "key")[0]).toMatch(/^info: system changed/);
});

test("a refresh sees a key that was deactivated or deleted elsewhere, and the next run replaces it", async () => {
  const { byHand, dev, listed, sent } = await keyStack();
  await dev.up();
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["list", "create", "read", "list"]);
  const first = await dev.outputs();
  await byHand("PUT", `/${first.id?.value}`, { name: first.listedName?.value, isActive: false });
  expect((await dev.refresh()).ok).toBe(true);
  expect(await outputsIn(dev)).toMatchObject({ status: "revoked" });
  expect(await sent()).toEqual(["read", "list"]);
  expect(done(await dev.up(), "key")).toEqual(replaced);
  expect(await sent()).toEqual(["list", "create", "delete"]);

  const second = await dev.outputs();
  await byHand("DELETE", `/${second.id?.value}`);
  expect((await dev.refresh()).ok).toBe(true);
  expect(await sent()).toEqual(["read 404", "list", "whose"]);
  expect(done(await dev.up(), "key")).toEqual(replaced);
  expect(await listed()).toHaveLength(1);

  const { id } = await dev.outputs();
  await byHand("DELETE", `/${id?.value}`);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["delete 404", "list", "whose"]);
});

test("with renewal rotate the key that is due gets a new secret and a new end; what fails in between is done by the next run", async () => {
  const { dev, endpoint, listed, program, sent, server } = await keyStack();
  await dev.up({ program: program({ renewal: "rotate" }) });
  const before = await dev.outputs();
  await sent();
  const rotating = program({ renewal: "rotate", name: "other" });
  await server.fault({ method: "PUT", status: 400, body: { errorCode: "KInvalidError", message: "Not now" } });
  const failed = await dev.up({ program: rotating, env: clock("25 days") });
  expect(failed.ok).toBe(false);
  expect(said(failed, "key").join()).toContain("its new expiry time is not set yet: run again");
  expect(await sent()).toEqual(["rotate", "update 400", "list"]);
  const { accessToken, renewedAt, unfinished } = await outputsIn(dev);
  expect([typeof renewedAt, unfinished]).toEqual(["string", "expiry"]);
  expect(JSON.stringify(accessToken)).not.toContain(before.accessToken?.value);

  const healed = await dev.up({ program: rotating, env: clock("25 days") });
  expect([healed.ok, done(healed, "key")]).toEqual([true, ["update"]]);
  expect(await sent()).toEqual(["update"]);
  expect(await listed()).toMatchObject([{ name: expect.stringMatching(/^other-/) }]);
  const after = await dev.outputs();
  expect(after.id?.value).toBe(before.id?.value);
  expect(after.accessToken?.value).not.toBe(before.accessToken?.value);
  expect(Math.round((Date.parse(after.expiresAt?.value) - Date.parse(before.expiresAt?.value)) / day)).toBe(25);
  const use = (apiKey: string) => fetch(`${endpoint}/v2/clusters`, { headers: { apiKey } });
  expect([(await use(before.accessToken?.value)).status, (await use(after.accessToken?.value)).status]).toEqual([
    401, 200,
  ]);
  await sent();
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.up({ program: rotating }), "key")).toEqual(["same"]);

  await sent();
  // One update does all that is owed: the rotation, and the new name.
  const again = await dev.up({ program: program({ renewal: "rotate", name: "third" }), env: clock("50 days") });
  expect([again.ok, await sent()]).toEqual([true, ["rotate", "update"]]);
  expect(await listed()).toMatchObject([{ name: expect.stringMatching(/^third-/) }]);
});

test("the key of a lost reply is found by its name and deleted in the same run", async () => {
  const { dev, listed, sent, server } = await keyStack();
  await server.fault({ method: "POST", match: "api-keys", cut: "after" });
  const run = await dev.up();
  expect(run.ok).toBe(false);
  expect(said(run, "key").join()).toMatch(
    /The key "migration-\w+-\w+" that it issued was found and deleted. Run again./,
  );
  expect(said(run, "key").join()).not.toContain("nobody's state");
  expect(await sent()).toEqual(["list", "create lost", "list", "delete"]);
  expect(await listed()).toEqual([]);
});

test("a key is adopted by its id and secret; a stray one with its mark is told", async () => {
  const { byHand, dev, program, sent, server } = await keyStack();
  const { apiKey, id } = await byHand("POST", "", { name: "old key" });
  const run = await dev.up({ program: program({ adopt: { id, accessToken: apiKey } }) });
  expect(run.ok).toBe(true);
  expect(await sent()).toEqual(["whose", "read"]);
  const outputs = await dev.outputs();
  expect([outputs.accessToken?.value, outputs.id?.value, outputs.listedName?.value]).toEqual([apiKey, id, "old key"]);

  const replacedBy = await dev.up({ program: program({ rotationTriggers: {} }), replace: [keyUrn] });
  expect(replacedBy.ok).toBe(true);
  const { listedName } = await dev.outputs();
  await byHand("POST", "", { name: `${listedName?.value.slice(0, -8)}deadbeef` });
  const refresh = await dev.refresh();
  expect(said(refresh, "key")).toEqual([expect.stringMatching(/^warning: token .*deadbeef.* has the mark of this/)]);
  await server.clearLog();
});

const keyUrn = `urn:pulumi:dev::tests::${typeOf("CohesityApiKey")}::key`;

test("a credential of another user draws no conclusion; a rotated one of the same user does its work", async () => {
  const { byHand, dev, endpoint, listed, program, sent, server } = await keyStack();
  await dev.up();
  const auditor = { adminApiKey: undefined as unknown as string, username: "auditor", password: "auditor-password" };
  // The login is another identity in the plan; its credential comes into use by state alone where only a key changed.
  const { apiKey: fresh } = await byHand("POST", "", { name: "admin" });
  expect(done(await dev.up({ program: program({ adminApiKey: fresh }) }), "key")).toEqual(["update"]);
  expect(await sent()).toEqual([]);
  expect((await dev.refresh()).ok).toBe(true);

  const token = await fetch(`${endpoint}/v2/access-tokens`, { method: "POST", body: JSON.stringify(auditor) });
  const bearer = ((await token.json()) as { accessToken: string }).accessToken;
  const made = await fetch(`${endpoint}/v2/users/${server.sid("auditor")}/api-keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ name: "auditor" }),
  });
  const stranger = ((await made.json()) as { apiKey: string }).apiKey;
  expect(done(await dev.up({ program: program({ adminApiKey: stranger }) }), "key")).toEqual(["update"]);
  await server.clearLog();
  const refresh = await dev.refresh();
  expect([refresh.ok, said(refresh, "key").join()]).toEqual([
    false,
    expect.stringContaining("who may not be shown it"),
  ]);
  const destroy = await dev.destroy();
  expect([destroy.ok, said(destroy, "key").join()]).toEqual([
    false,
    expect.stringContaining("who may not be shown it"),
  ]);
  expect(await listed()).toHaveLength(1);
  expect((await dev.up({ program: program({ adminApiKey: fresh }) })).ok).toBe(true);
  expect((await dev.destroy()).ok).toBe(true);
});

test("a key behind Helios takes its credential from the group of Helios, and a login works on a cluster", async () => {
  const helios = closing(await startHelios());
  const cluster = closing(await startCohesity({ users }));
  const program: Program = async () => {
    new CohesityApiKey("behind-helios", { system: "helios", expiryTime: "30 days" });
    new CohesityApiKey("at-cluster", { endpoint: cluster.endpoint, username: "svc-pulumi", password: "svc-password" });
  };
  const config = { "access-tokens:helios": { value: JSON.stringify(helios.credentials), secret: true } };
  const dev = await testStack("dev", program, { config });
  expect((await dev.up()).ok).toBe(true);
  const created = (await helios.log()).find(({ method }) => method === "POST");
  expect(created?.headers).toMatchObject({ accessclusterid: helios.credentials.accessClusterId });
  expect(await sentTo(helios)).toEqual(["whose", "list", "create"]);
  expect(await sentTo(cluster)).toEqual(["issue", "whose", "list", "create"]);
  const [copy] = await copiesIn(dev, "behind-helios");
  expect(copy?.inputs).toMatchObject({ endpoint: helios.endpoint, regionId: "us-east-1" });
  expect(copy?.inputs).not.toHaveProperty("username");
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect((await dev.destroy()).ok).toBe(true);
  expect([await sentTo(helios), await sentTo(cluster)]).toEqual([["delete"], ["issue", "delete"]]);
});
