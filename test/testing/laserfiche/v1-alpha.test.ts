import http from "node:http";
import { type LaserficheEmulator, secretHash, startLaserfiche } from "../../../testing";

const users = { "svc sync": "pa+ss:%", other: "second" };
const path = "/repository/v1-alpha/Repositories/r-0a1b2c3d";

let emulator: LaserficheEmulator;

beforeEach(async () => {
  emulator = await startLaserfiche({ users, sessionKeys: ["session-key-1"], samlTokens: ["saml-1"] });
});

afterEach(() => emulator.close());

const own = { username: "svc sync", password: users["svc sync"] };

function create(body: unknown = own, query = "", headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${emulator.endpoint}${path}/AccessTokens/Create${query}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function issue(body: unknown = own): Promise<{ authToken: string; expireTime: string }> {
  const reply = await create(body);
  expect(reply.status).toBe(200);
  return (await reply.json()) as never;
}

function ask(method: string, rest: string, token?: string, init: RequestInit = {}): Promise<Response> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(emulator.endpoint + path + rest, { method, ...init, headers: { ...authorization, ...init.headers } });
}

const refresh = (token?: string) => ask("POST", "/AccessTokens/Refresh", token);
const invalidate = (token?: string) => ask("POST", "/AccessTokens/Invalidate", token);
const accepted = async (token: string) => (await ask("GET", "/AuditReasons", token)).status === 200;

/** The new end that a refresh gives, sent as `fetch` cannot: with a header `Keep-Alive`. */
function refreshedFor(token: string, keepAlive: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "keep-alive": keepAlive };
    const request = http.request(`${emulator.endpoint}${path}/AccessTokens/Refresh`, { method: "POST", headers });
    request.on("error", reject).on("response", (response) => {
      response.on("data", (data) => resolve(JSON.parse(String(data)).value));
    });
    request.end();
  });
}

describe("POST .../AccessTokens/Create", () => {
  test("issues a token with + / = in it, and its end with seven fractional digits", async () => {
    const reply = await create(own, "?customerId=100200300");
    expect(reply.status).toBe(200);
    expect(reply.headers.get("set-cookie")).toBeNull();
    const body = (await reply.json()) as { expireTime: string };
    expect(body).toEqual({
      "@odata.context": expect.stringMatching(/\/v1-alpha\/\$metadata#Laserfiche\.Repository\.SessionKeyInfo$/),
      authToken: expect.stringMatching(/^\+\/[A-Za-z0-9+/]+==$/),
      expireTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/),
    });
    expect(Math.abs(Date.parse(body.expireTime) - Date.now() - 3_600_000)).toBeLessThan(5000);
  });

  test.each([{ sessionKey: "session-key-1" }, { samlToken: "saml-1" }, { ...own, applicationName: "sync" }])(
    "takes %j, and whatever else it does not know",
    async (body) => {
      await issue({ ...body, unheardOf: 1 });
    },
  );

  test("keeps secrets out of the log", async () => {
    const { authToken } = await issue();
    await issue({ sessionKey: "session-key-1" });
    const [byPassword, bySession] = await emulator.log();
    expect(byPassword?.body).toEqual({ username: "svc sync", password: secretHash("pa+ss:%") });
    expect(byPassword?.replyTokens).toEqual([secretHash(authToken)]);
    expect(bySession?.body).toEqual({ sessionKey: secretHash("session-key-1") });
  });

  test("with createCookie also sets a cookie, which opens the repository and revokes nothing", async () => {
    const cookie = (await create(own, "?createCookie=true")).headers.get("set-cookie")?.split(";")[0] ?? "";
    const headers = { cookie };
    expect((await ask("GET", "/Entries/1", undefined, { headers })).status).toBe(200);
    expect((await ask("POST", "/AccessTokens/Invalidate", undefined, { headers })).status).toBe(401);
    const { authToken } = await issue();
    const forged = { cookie: `${cookie.split("=")[0]}=${encodeURIComponent(authToken)}` };
    expect((await ask("GET", "/Entries/1", undefined, { headers: forged })).status).toBe(401);
  });

  test.each<[string, unknown, string, number]>([
    ["a wrong password", { ...own, password: "second" }, "", 401],
    ["an unknown user", { username: "nobody", password: "x" }, "", 401],
    ["a name that every object has", { username: "constructor", password: "x" }, "", 401],
    ["a wrong session key", { sessionKey: "session-key-2" }, "", 401],
    ["no credential", {}, "", 401],
    ["another account", own, "?customerId=100200301", 401],
    ["an account that cannot be", own, "?customerId=12345678", 400],
    ["a cookie that is neither wanted nor not", own, "?createCookie=perhaps", 400],
    ["a body that is no object", [own], "", 400],
    ["a password that is a number", { ...own, password: 1 }, "", 400],
  ])("answers %s with an APIServerException", async (_, body, query, status) => {
    const reply = await create(body, query);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({
      operationId: expect.any(String),
      message: expect.any(String),
      errorCode: expect.any(Number),
      errorClass: null,
      statusCode: status,
      errorSource: expect.any(String),
    });
  });

  test("wants JSON, POST, and its own repository", async () => {
    expect((await create(own, "", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(400);
    expect((await ask("GET", "/AccessTokens/Create")).status).toBe(404);
    const other = `${emulator.endpoint}/repository/v1-alpha/Repositories/r-other/AccessTokens/Create`;
    const headers = { "content-type": "application/json" };
    expect((await fetch(other, { method: "POST", headers, body: JSON.stringify(own) })).status).toBe(400);
  });
});

describe("POST .../AccessTokens/Refresh", () => {
  test("extends the token as it is, with a body and without", async () => {
    const { authToken, expireTime } = await issue();
    const first = (await (await refresh(authToken)).json()) as { value: string };
    expect(first).toEqual({ "@odata.context": expect.any(String), value: expect.stringMatching(/\.\d{7}Z$/) });
    expect(Date.parse(first.value)).toBeGreaterThan(Date.parse(expireTime));
    const withBody = { body: "{}", headers: { "content-type": "application/json" } };
    const second = await ask("POST", "/AccessTokens/Refresh", authToken, withBody);
    expect(Date.parse(((await second.json()) as { value: string }).value)).toBeGreaterThan(Date.parse(first.value));
    expect(await accepted(authToken)).toBe(true);
  });

  test.each([
    ["1800", 1800],
    ["timeout=1800", 1800],
    ["7200", 3600],
  ])("with Keep-Alive: %s extends by %d seconds, an hour at most", async (keepAlive, seconds) => {
    await emulator.control({ nextLifetime: 60 });
    const { authToken } = await issue();
    const end = Date.parse(await refreshedFor(authToken, keepAlive));
    expect(Math.abs(end - Date.now() - seconds * 1000)).toBeLessThan(5000);
  });

  test("never shortens", async () => {
    const { authToken, expireTime } = await issue();
    expect(Date.parse(await refreshedFor(authToken, "1"))).toBeGreaterThan(Date.parse(expireTime));
  });

  test("answers 401 once the token is revoked or has ended, and without one", async () => {
    await emulator.control({ nextLifetime: 1 });
    const { authToken } = await issue();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect([(await refresh(authToken)).status, (await refresh()).status]).toEqual([401, 401]);
  });
});

describe("POST .../AccessTokens/Invalidate", () => {
  test("ends the token it is sent with, and no other", async () => {
    const [one, two] = [await issue(), await issue()];
    const reply = await invalidate(one.authToken);
    expect([reply.status, await reply.json()]).toEqual([200, expect.objectContaining({ value: true })]);
    expect([await accepted(one.authToken), await accepted(two.authToken)]).toEqual([false, true]);
    expect((await invalidate(one.authToken)).status).toBe(401);
  });

  test("may be made to say false, and to keep the token", async () => {
    const { authToken } = await issue();
    await emulator.control({ keepInvalidated: true });
    expect(await (await invalidate(authToken)).json()).toMatchObject({ value: false });
    expect(await accepted(authToken)).toBe(true);
  });
});

describe.each(["/AuditReasons", "/Entries/1"])("GET ...%s", (rest) => {
  test("wants a token that is good", async () => {
    const { authToken } = await issue();
    expect((await ask("GET", rest, authToken)).status).toBe(200);
    expect([(await ask("GET", rest)).status, (await ask("GET", rest, "made-up")).status]).toEqual([401, 401]);
    await emulator.control({ accessDenied: true });
    expect([(await ask("GET", rest, authToken)).status, (await ask("GET", rest, "made-up")).status]).toEqual([
      403, 401,
    ]);
    await emulator.control({ accessDenied: false, revoke: { token: secretHash(authToken) } });
    expect((await ask("GET", rest, authToken)).status).toBe(401);
  });

  test("does not extend the token", async () => {
    await emulator.control({ nextLifetime: 1 });
    const { authToken } = await issue();
    expect((await ask("GET", rest, authToken)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await ask("GET", rest, authToken)).status).toBe(401);
  });
});

describe("the control", () => {
  test("nextLifetime holds for one token, and null leaves the end out", async () => {
    await emulator.control({ nextLifetime: null });
    expect(await issue()).not.toHaveProperty("expireTime");
    expect(await issue()).toHaveProperty("expireTime");
  });

  test("repeatTokens gives the same token to the same user while it lives", async () => {
    await emulator.control({ repeatTokens: true });
    const { authToken } = await issue();
    expect((await issue()).authToken).toBe(authToken);
    expect((await issue({ username: "other", password: "second" })).authToken).not.toBe(authToken);
    await emulator.control({ revoke: { token: authToken } });
    expect((await issue()).authToken).not.toBe(authToken);
  });

  test("lockAccount answers 401 to tokens and credentials until it is lifted", async () => {
    const { authToken } = await issue();
    await emulator.control({ lockAccount: true });
    expect([(await create()).status, await accepted(authToken)]).toEqual([401, false]);
    await emulator.control({ lockAccount: false });
    expect(await accepted(authToken)).toBe(true);
  });
});

test("its credentials are those of its first user", () => {
  expect(emulator.credentials).toEqual({
    endpoint: `${emulator.endpoint}/repository`,
    repositoryId: "r-0a1b2c3d",
    customerId: "100200300",
    username: "svc sync",
    password: "pa+ss:%",
  });
});
