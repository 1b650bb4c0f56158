import { type CohesityEmulator, secretHash, startCohesity } from "../../../testing";

const certificate = "-----BEGIN CERTIFICATE-----\nEXAMPLE\n-----END CERTIFICATE-----\n";
const privateKey = "-----BEGIN PRIVATE KEY-----\nEXAMPLE\n-----END PRIVATE KEY-----\n";
const v1 = "/irisservices/api/v1/public";
const login = { username: "svc-pulumi", password: "svc-password" };

let emulator: CohesityEmulator;
let owner: string;

beforeEach(async () => {
  emulator = await startCohesity({
    users: {
      "svc-pulumi": { password: "svc-password" },
      "ad-user": { password: "ad-password", domain: "corp.example.com" },
      auditor: { password: "auditor-password" },
    },
    certificates: [{ certificate, privateKey, username: "svc-pulumi" }],
    maxFailedLogins: 3,
  });
  owner = emulator.sid("svc-pulumi");
});

afterEach(() => emulator.close());

type Version = "v1" | "v2";

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const json = { "content-type": "application/json" };
  const request = {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const reply = await fetch(emulator.endpoint + path, request);
  const text = await reply.text();
  return { status: reply.status, body: text === "" ? undefined : JSON.parse(text) };
}

const logIn = (body: unknown, version: Version = "v1", headers: Record<string, string> = {}) =>
  send("POST", version === "v1" ? `${v1}/accessTokens` : "/v2/access-tokens", body, headers);

async function token(): Promise<string> {
  const { status, body } = await logIn(login);
  expect(status).toBe(201);
  return body.accessToken;
}

const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` });
const admin = () => ({ apiKey: emulator.credentials.adminApiKey });

describe.each<Version>(["v1", "v2"])("a login in version %s", (version) => {
  const errorOf = (message: string) => {
    const error = { errorCode: "KValidationError", message };
    return { status: 400, body: version === "v1" ? error : { ...error, taskLogId: null } };
  };

  test("gives a token with its type and privileges, and says nothing of its end", async () => {
    expect(await logIn(login, version)).toEqual({
      status: 201,
      body: {
        accessToken: expect.stringMatching(/.{20,}/),
        tokenType: "Bearer",
        privileges: ["CLUSTER_VIEW", "PROTECTION_VIEW", "STORAGE_VIEW"],
      },
    });
  });

  test.each<[string, object]>([
    ["fields that are null", { ...login, domain: null, certificate: null, privateKey: null }],
    ["the domain in any case", { ...login, domain: "local" }],
    ["a user of a domain", { username: "ad-user", password: "ad-password", domain: "CORP.example.com" }],
    ["a certificate alone", { certificate, privateKey }],
    ["a certificate, and null for the rest", { username: null, password: null, certificate, privateKey }],
    ["a field that nobody describes", { ...login, skipForcePasswordChange: true }],
  ])("takes %s", async (_, body) => {
    expect((await logIn(body, version)).status).toBe(201);
  });

  test("needs no credential in its headers, and refuses none", async () => {
    for (const headers of [bearer("bogus"), { apiKey: "bogus" }] as Record<string, string>[]) {
      expect((await logIn(login, version, headers)).status).toBe(201);
    }
  });

  test.each<[string, object]>([
    ["a wrong password", { ...login, password: "wrong" }],
    ["an unknown user", { username: "nobody", password: "svc-password" }],
    ["a name that every object has", { username: "constructor" }],
    ["another domain", { ...login, domain: "corp.example.com" }],
    ["a domain's user without it", { username: "ad-user", password: "ad-password" }],
    ["a certificate with another key", { certificate, privateKey: "other" }],
    ["a certificate for another user", { username: "auditor", certificate, privateKey }],
    ["nothing", {}],
  ])("refuses %s in one way", async (_, body) => {
    expect(await logIn(body, version)).toEqual(errorOf("Invalid Username or Password"));
  });

  test("locks a user after too many failures in a row, and no other", async () => {
    for (let failed = 0; failed < 2; failed++) await logIn({ ...login, password: "wrong" }, version);
    expect((await logIn(login, version)).status).toBe(201);
    for (let failed = 0; failed < 3; failed++) await logIn({ ...login, password: "wrong" }, version);
    expect(await logIn(login, version)).toEqual(errorOf("Invalid Username or Password"));
    expect((await logIn({ username: "auditor", password: "auditor-password" }, version)).status).toBe(201);
  });

  test("is denied where session management is on", async () => {
    const accessToken = await token();
    await emulator.control({ sessionManagement: true });
    expect(await logIn(login, version)).toEqual(errorOf("Access denied"));
    expect((await send("GET", `${v1}/sessionUser`, undefined, bearer(accessToken))).status).toBe(200);
    await emulator.control({ sessionManagement: false });
    expect((await logIn(login, version)).status).toBe(201);
  });

  test("wants a one-time password where the user has one, each once", async () => {
    await emulator.control({ otp: { type: "totp", code: "482913" } });
    expect(await logIn(login, version)).toEqual(errorOf("Please specify the mandatory parameters."));
    const otp = (type: string, otpCode: string) =>
      version === "v1" ? { otpType: type, otpCode } : { mfaParams: { otpType: type, otpCode } };
    const right = version === "v1" ? "Totp" : "totp";
    const wrong = version === "v1" ? "Email" : "email";
    expect((await logIn({ ...login, ...otp(wrong, "482913") }, version)).status).toBe(400);
    expect((await logIn({ ...login, ...otp(right, "000000") }, version)).status).toBe(400);
    expect((await logIn({ ...login, ...otp(right, "482913") }, version)).status).toBe(201);
    expect((await logIn({ ...login, ...otp(right, "482913") }, version)).status).toBe(400);
    await emulator.control({ otp: null });
    expect((await logIn(login, version)).status).toBe(201);
  });

  test.each<[string, unknown]>([
    [
      "a one-time password of the kind of the other version",
      { v1: { otpType: "totp" }, v2: { mfaParams: { otpType: "Totp" } } },
    ],
    ["a password that is a number", { v1: { password: 1 }, v2: { password: 1 } }],
  ])("refuses %s", async (_, wrong) => {
    const { status, body } = await logIn({ ...login, ...(wrong as Record<Version, object>)[version] }, version);
    expect([status, body.errorCode]).toEqual([400, "KValidationError"]);
  });

  test("refuses a body that is no JSON object", async () => {
    expect((await logIn("text", version)).status).toBe(400);
    expect((await logIn(undefined, version)).status).toBe(400);
  });
});

test("a one-time password stands flat in version 1 and in mfaParams in version 2, and nowhere else", async () => {
  await emulator.control({ otp: { type: "email", code: "482913" } });
  const flat = await logIn({ ...login, otpType: "email", otpCode: "482913" }, "v2");
  const nested = await logIn({ ...login, mfaParams: { otpType: "email", otpCode: "482913" } }, "v1");
  for (const { body } of [flat, nested]) expect(body.message).toBe("Please specify the mandatory parameters.");
});

describe("what a credential opens", () => {
  test.each([
    "/irisservices/api/v1/public/sessionUser",
    "/irisservices/api/v1/public/cluster",
    "/v2/clusters",
    "/none",
  ])("%s wants one", async (path) => {
    const { status, body } = await send("GET", path);
    expect([status, body.errorCode]).toEqual([401, "KStatusUnauthorized"]);
    expect(body.message).toContain("Neither session cookie nor token is present");
    const open = await send("GET", path, undefined, bearer(await token()));
    expect(open.status).toBe(path === "/none" ? 404 : 200);
    expect((await send("GET", path, undefined, admin())).status).toBe(open.status);
  });

  test("basicClusterInfo wants none", async () => {
    expect(await send("GET", `${v1}/basicClusterInfo`)).toMatchObject({
      status: 200,
      body: { authenticationType: "kPasswordOnly" },
    });
  });

  test("sessionUser tells who the caller is", async () => {
    expect((await send("GET", `${v1}/sessionUser`, undefined, bearer(await token()))).body).toMatchObject({
      username: "svc-pulumi",
      domain: "LOCAL",
      sid: owner,
      authenticationType: "kAuthLocal",
    });
    expect(owner).toMatch(/^S-\d-(\d+-){1,14}\d+$/);
  });

  test("tokens that are wrong, revoked and expired are told apart by the message", async () => {
    const told = async (accessToken: string) =>
      (await send("GET", `${v1}/sessionUser`, undefined, bearer(accessToken))).body;
    const invalid = { errorCode: "KStatusUnauthorized", message: "The access token is invalid." };
    expect(await told("bogus")).toEqual(invalid);
    const revoked = await token();
    await emulator.control({ revoke: { token: secretHash(revoked) } });
    expect(await told(revoked)).toEqual(invalid);
    await emulator.control({ nextLifetime: 1 });
    const short = await token();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await told(short)).toEqual({ errorCode: "KStatusUnauthorized", message: "Token expired" });
    expect(await told(await token())).toMatchObject({ username: "svc-pulumi" });
  });

  test("an API key that is wrong is refused, whatever else is sent", async () => {
    const headers = { apiKey: "bogus", ...bearer(await token()) };
    const { status, body } = await send("GET", `${v1}/sessionUser`, undefined, headers);
    expect([status, body.message]).toEqual([401, "Authentication failed: Invalid API Key"]);
  });

  test("without the privilege to view the cluster a valid credential gets 403", async () => {
    await emulator.control({ insufficientPrivilege: true });
    const headers = bearer(await token());
    const { status, body } = await send("GET", "/v2/clusters", undefined, headers);
    expect([status, body.errorCode]).toEqual([403, "KPrivilegeError"]);
    expect((await send("GET", `${v1}/sessionUser`, undefined, headers)).status).toBe(200);
  });
});

describe("an API key", () => {
  const path = (sid = owner) => `/v2/users/${sid}/api-keys`;
  const create = (body: object = { name: "ci" }, sid = owner, headers: Record<string, string> = admin()) =>
    send("POST", path(sid), body, headers);
  const whose = (apiKey: string) => send("GET", `${v1}/sessionUser`, undefined, { apiKey });
  const find = (id: string) => send("GET", `${path()}/${id}`, undefined, admin());

  test("is created with its secret, and read and listed without it", async () => {
    const { status, body } = await create({ name: "ci" });
    expect(status).toBe(201);
    const { apiKey, ...shown } = body;
    expect(shown).toEqual({
      id: expect.any(String),
      name: "ci",
      isActive: true,
      isExpired: false,
      userSid: owner,
      createdByUserSid: owner,
      createdTimeMsecs: expect.any(Number),
      lastRotatedTimeMsecs: null,
      expiryTimeMsecs: null,
    });
    expect(await find(body.id)).toEqual({ status: 200, body: shown });
    const listed = await send("GET", path(), undefined, admin());
    expect(listed.body.apiKeys).toContainEqual(shown);
    expect(JSON.stringify(listed.body)).not.toContain(apiKey);
    expect((await whose(apiKey)).body).toMatchObject({ username: "svc-pulumi" });
    expect(JSON.stringify(await emulator.log())).not.toContain(apiKey);
  });

  test("of another user is that user's", async () => {
    const { body } = await create({ name: "ci" }, emulator.sid("auditor"));
    expect((await whose(body.apiKey)).body).toMatchObject({ username: "auditor" });
    expect(body).toMatchObject({ userSid: emulator.sid("auditor"), createdByUserSid: owner });
  });

  test("is opened by a login too, and by nobody without a credential", async () => {
    expect((await create({ name: "ci" }, owner, bearer(await token()))).status).toBe(201);
    expect((await create({ name: "ci" }, owner, {})).status).toBe(401);
  });

  test("is issued where session management is on", async () => {
    await emulator.control({ sessionManagement: true });
    expect((await create()).status).toBe(201);
  });

  test("may be inactive or have an end, and is not accepted then", async () => {
    const inactive = await create({ name: "ci", isActive: false });
    const ended = await create({ name: "ci", expiryTimeMsecs: Date.now() - 1 });
    for (const { body } of [inactive, ended]) expect((await whose(body.apiKey)).status).toBe(401);
    expect((await find(ended.body.id)).body).toMatchObject({ isExpired: true });
    const filtered = await send("GET", `${path()}?isActive=false`, undefined, admin());
    expect(filtered.body.apiKeys.map(({ id }: { id: string }) => id)).toEqual([inactive.body.id]);
    const byId = await send("GET", `${path()}?ids=${ended.body.id}&isExpired=true`, undefined, admin());
    expect(byId.body.apiKeys).toHaveLength(1);
  });

  test("is updated whole: what is left out is as in a new key", async () => {
    const { body } = await create({ name: "ci", expiryTimeMsecs: Date.now() + 60_000, isActive: false });
    const { status, body: updated } = await send("PUT", `${path()}/${body.id}`, { name: "cd" }, admin());
    expect([status, updated]).toEqual([
      200,
      expect.objectContaining({ name: "cd", isActive: true, expiryTimeMsecs: null }),
    ]);
    expect(updated).not.toHaveProperty("apiKey");
    expect((await whose(body.apiKey)).status).toBe(200);
  });

  test("is rotated: another secret, the same id and end, and the old secret is dead", async () => {
    const expiryTimeMsecs = Date.now() + 60_000;
    const { body } = await create({ name: "ci", expiryTimeMsecs });
    const { status, body: rotated } = await send("POST", `${path()}/${body.id}/rotate`, undefined, admin());
    expect(status).toBe(200);
    expect(rotated).toMatchObject({ id: body.id, expiryTimeMsecs, lastRotatedTimeMsecs: expect.any(Number) });
    expect([(await whose(body.apiKey)).status, (await whose(rotated.apiKey)).status]).toEqual([401, 200]);
  });

  test("is deleted, and then unknown", async () => {
    const { body } = await create();
    const remove = () => send("DELETE", `${path()}/${body.id}`, undefined, admin());
    expect(await remove()).toEqual({ status: 204, body: undefined });
    expect((await whose(body.apiKey)).status).toBe(401);
    for (const { status } of [await remove(), await find(body.id)]) expect(status).toBe(404);
  });

  test("is shown to who has it and who made it, and to no one else", async () => {
    const { body } = await create();
    const auditor = await logIn({ username: "auditor", password: "auditor-password" });
    const headers = bearer(auditor.body.accessToken);
    expect((await send("GET", path(), undefined, headers)).body).toEqual({ apiKeys: [] });
    for (const method of ["GET", "DELETE"]) {
      expect((await send(method, `${path()}/${body.id}`, undefined, headers)).status).toBe(404);
    }
    const all = await send("GET", "/v2/api-keys", undefined, admin());
    expect(all.body.apiKeys.map(({ name }: { name: string }) => name)).toEqual(["admin", "ci"]);
  });

  test.each<[string, object]>([
    ["no name", {}],
    ["an empty name", { name: "" }],
    ["an end that is a date", { name: "ci", expiryTimeMsecs: "2031-01-31" }],
    ["an end with a fraction", { name: "ci", expiryTimeMsecs: 1.5 }],
    ["an activity that is text", { name: "ci", isActive: "true" }],
  ])("is refused with %s", async (_, body) => {
    expect((await create(body)).status).toBe(400);
  });

  test("is refused for what is no SID, and for a user that is unknown", async () => {
    expect((await create({ name: "ci" }, "svc-pulumi")).status).toBe(400);
    expect((await create({ name: "ci" }, "S-1-100-21-1-1-1")).status).toBe(404);
  });

  test("is revoked by the control", async () => {
    const { body } = await create();
    await emulator.control({ revoke: { token: body.apiKey } });
    expect((await find(body.id)).status).toBe(404);
    await expect(emulator.control({ revoke: { token: "made-up" } })).rejects.toThrow("no token like this");
  });
});

test("a locked account cannot log in; what it has stays valid", async () => {
  const accessToken = await token();
  await emulator.control({ lockAccount: true });
  expect((await logIn(login)).status).toBe(400);
  expect((await send("GET", `${v1}/sessionUser`, undefined, bearer(accessToken))).status).toBe(200);
});

test("a changed password is the only one from then on", async () => {
  await emulator.control({ password: { username: "svc-pulumi", password: "next" } });
  expect((await logIn(login)).status).toBe(400);
  expect((await logIn({ ...login, password: "next" })).status).toBe(201);
  await expect(emulator.control({ password: { username: "nobody", password: "x" } })).rejects.toThrow("no user");
});

test("repeatTokens gives the token that lives to the same user again", async () => {
  await emulator.control({ repeatTokens: true });
  const first = await token();
  expect(await token()).toBe(first);
  const auditor = await logIn({ username: "auditor", password: "auditor-password" });
  expect(auditor.body.accessToken).not.toBe(first);
});

test("passwords, codes and keys stay out of the log", async () => {
  await logIn({ ...login, otpType: "Totp", otpCode: "482913", privateKey });
  await logIn({ ...login, mfaParams: { otpType: "totp", otpCode: "482913" } }, "v2");
  await send("GET", `${v1}/sessionUser`, undefined, admin());
  const log = JSON.stringify(await emulator.log());
  for (const secret of ["svc-password", "482913", "EXAMPLE", emulator.credentials.adminApiKey]) {
    expect(log).not.toContain(secret);
  }
});

test("its credentials are those of its first user", () => {
  const { adminApiKey, ...credentials } = emulator.credentials;
  expect(credentials).toEqual({ endpoint: emulator.endpoint, ...login });
  expect(adminApiKey).toMatch(/^[0-9a-f-]{36}$/);
});
