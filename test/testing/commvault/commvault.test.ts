import { type CommvaultEmulator, secretHash, startCommvault } from "../../../testing";

const users = {
  "svc-pulumi": { id: 17, password: "pässword", admin: true },
  reports: { id: 31, password: "reports-password" },
  windows: { id: 32, password: "windows-password", domain: "CORP" },
  principal: { id: 33, password: "principal-password", isServicePrincipal: true },
  "svc-backup": { id: 23, isServiceAccount: true },
};

let server: CommvaultEmulator;

beforeEach(async () => {
  server = await startCommvault({ users });
});

afterEach(() => server.close());

// What the API answers has the shape that the tests expect of it.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;
interface Answer {
  status: number;
  headers: Headers;
  json: Json;
  text: string;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const now = () => Math.floor(Date.now() / 1000);
const isIn = (time: number, seconds: number) => Math.abs(time - now() - seconds) < 3;

async function call(
  route: string,
  headers: Record<string, string> = {},
  body?: unknown,
  base = "/commandcenter/api",
): Promise<Answer> {
  const [method = "", path = ""] = route.split(" ");
  const reply = await fetch(server.endpoint + base + path, {
    method,
    headers: { accept: "application/json", "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  const isJson = reply.headers.get("content-type")?.startsWith("application/json");
  return { status: reply.status, headers: reply.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

const login = (username: string, password: string, more: object = {}) =>
  call("POST /Login", {}, { username, password, ...more });

/** The header of a session of this user. */
async function session(name: "svc-pulumi" | "reports" = "svc-pulumi"): Promise<{ authtoken: string }> {
  const { json } = await login(name, base64(users[name].password));
  return { authtoken: json.token };
}

let count = 0;
async function create(body: object = {}, headers?: Record<string, string>): Promise<Json> {
  const by = headers ?? (await session());
  const reply = await call("POST /V4/AccessToken", by, { tokenName: `token-${++count}`, ...body });
  expect(reply).toMatchObject({ status: 200, json: { error: { errorCode: 0 } } });
  return reply.json.tokenInfo;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const whoAmI = async (headers: Record<string, string>) => (await call("GET /V2/WhoAmI", headers)).status;
const list = async (query = "") => (await call(`GET /V4/AccessToken${query}`, await session())).json.tokens;
const accessDenied = { status: 401, json: { errorMessage: "Access denied", errorCode: 5 } };

describe("a login", () => {
  test("answers as customer managed servers do, the session good for the Authtoken header alone", async () => {
    const { json, status } = await login("svc-pulumi", base64("pässword"), { timeout: 30, deviceId: "host" });
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({ token: expect.stringMatching(/^QSDK [0-9a-f]+$/), aliasName: "17", errList: [] }),
    ]);
    expect(await whoAmI({ authtoken: json.token })).toBe(200);
    expect(await whoAmI(bearer(json.token.slice(5)))).toBe(401);
  });

  test("answers as the SaaS gateway does, the session being a bearer", async () => {
    await server.control({ loginReply: "data" });
    const { json } = await login("svc-pulumi", base64("pässword"));
    expect(json).toEqual({ data: { authToken: expect.not.stringMatching(/^QSDK/) } });
    expect(await whoAmI(bearer(json.data.authToken))).toBe(200);
    expect(await whoAmI({ authtoken: json.data.authToken })).toBe(401);
  });

  test.each<[string, string, string, object]>([
    ["a wrong password", "reports", base64("wrong"), {}],
    ["a password that is not encoded", "reports", "reports-password", {}],
    ["an unknown user", "nobody", base64("x"), {}],
    ["a user without a password", "svc-backup", base64("x"), {}],
    ["a domain left out", "windows", base64("windows-password"), {}],
    ["another domain", "reports", base64("reports-password"), { domain: "CORP" }],
    ["a service principal's password in Base64", "principal", base64("principal-password"), {}],
  ])("fails for %s at 200 and without a token", async (_, username, password, more) => {
    const { json, status } = await login(username, password, more);
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({ errList: [{ errLogMessage: expect.any(String) }] }),
    ]);
    expect(json).not.toHaveProperty("token");
  });

  test("takes a domain, and a service principal's password as it is", async () => {
    expect((await login("windows", base64("windows-password"), { domain: "CORP" })).json).toHaveProperty("token");
    expect((await login("principal", "principal-password")).json).toHaveProperty("token");
  });

  test("locks the account after five failures, also for the right password", async () => {
    for (let failure = 0; failure < 5; failure++) await login("reports", base64("wrong"));
    const { json } = await login("reports", base64("reports-password"));
    expect(json).toMatchObject({ isAccountLocked: true, remainingLockTime: 600 });
    expect((await login("svc-pulumi", base64("pässword"))).json).toHaveProperty("token");
  });

  test("ends with a logout, which answers in plain text", async () => {
    const headers = await session();
    expect(await call("POST /Logout", headers)).toMatchObject({ status: 200, text: "User logged out" });
    expect((await call("POST /Logout", headers)).text).toBe("Invalid authorization token provided.");
    expect(await whoAmI(headers)).toBe(401);
  });

  test("that lapsed is renewed from the device that opened it", async () => {
    const { json } = await login("svc-pulumi", base64("pässword"), { deviceId: "host" });
    await server.control({ lapseSessions: true });
    expect(await call("GET /V4/AccessToken", { authtoken: json.token })).toMatchObject(accessDenied);
    const other = await call("POST /RenewLoginToken", {}, { sessionId: json.token, deviceId: "other" });
    expect(other.json.error).toHaveProperty("errLogMessage");
    const { json: renewed } = await call("POST /RenewLoginToken", {}, { sessionId: json.token, deviceId: "host" });
    expect(await whoAmI({ authtoken: renewed.token })).toBe(200);
  });
});

describe("a path", () => {
  test.each(["/commandcenter/api", "/webconsole/api", "/SearchSvc/CVWebService.svc", "/WebServerCore", ""])(
    "is served below %j",
    async (base) => {
      expect((await call("POST /Login", {}, { username: "x", password: "y" }, base)).status).toBe(200);
    },
  );

  test("is folded where it has double slashes, and its case makes no difference", async () => {
    const headers = await session();
    expect((await call("GET ///v4/accesstoken/?userId=17", headers, undefined, "//commandcenter//api")).status).toBe(
      200,
    );
  });

  test("below none of the bases is not there; without V4 it is forbidden", async () => {
    const headers = await session();
    expect((await call("GET /V4/AccessToken", headers, undefined, "/webservice")).status).toBe(404);
    expect((await call("POST /AccessToken/Renew", headers)).status).toBe(403);
  });

  test("of access tokens is not there before 11.38", async () => {
    const headers = await session();
    await server.control({ v4: false });
    for (const route of ["GET /V4/AccessToken", "POST /V4/AccessToken", "POST /V4/AccessToken/Renew"]) {
      expect((await call(route, headers)).status).toBe(404);
    }
  });
});

describe("a create", () => {
  test.each<[object, string]>([
    [{}, "ALL"],
    [{ tokenType: 0 }, "DEFAULT"],
    [{ tokenType: 2 }, "ALL"],
    [{ tokenType: "CUSTOM", apiEndpoints: ["/Job"] }, "CUSTOM"],
  ])("of %j gives a pair of the type %s", async (body, tokenType) => {
    const token = await create(body);
    expect(token).toMatchObject({ accessTokenId: 41, userId: 17, tokenType });
    expect(token.accessToken).toMatch(/^[0-9a-f]{96}$/);
    expect(token.refreshToken).toMatch(/^[0-9A-F-]{36}$/);
    expect(isIn(token.tokenExpiryTimestamp, 7200)).toBe(true);
    expect(isIn(token.refreshTokenExpiryTimestamp, 14 * 86_400)).toBe(true);
    expect(isIn(token.renewableUntilTimestamp, 90 * 86_400)).toBe(true);
  });

  test.each([
    ["MS_SCIM", 30],
    ["OneTouch", 7],
  ])("of %s gives one token of %d days", async (tokenType, days) => {
    const token = await create({ tokenType });
    expect(isIn(token.tokenExpiryTimestamp, days * 86_400)).toBe(true);
    for (const field of ["refreshToken", "refreshTokenExpiryTimestamp", "renewableUntilTimestamp"]) {
      expect(token).not.toHaveProperty(field);
    }
  });

  test.each<[string, object]>([
    ["a name that is taken", { tokenName: "taken" }],
    ["CUSTOM without a scope", { tokenName: "a", tokenType: 3 }],
    ["renewals for more than a year", { tokenName: "a", renewableUntilTimestamp: now() + 366 * 86_400 }],
    [
      "a OneTouch token of more than 14 days",
      { tokenName: "a", tokenType: 4, tokenExpiryTimestamp: now() + 15 * 86_400 },
    ],
  ])("refuses %s at 200, with an error inside", async (_, body) => {
    await create({ tokenName: "taken" });
    const reply = await call("POST /V4/AccessToken", await session(), body);
    expect(reply).toMatchObject({ status: 200, json: { error: { errorCode: 1, errorMessage: expect.any(String) } } });
    expect(reply.json).not.toHaveProperty("tokenInfo");
  });

  test.each<[string, object]>([
    ["no name", {}],
    ["an unknown type", { tokenName: "a", tokenType: 9 }],
    ["a time past 32 bits", { tokenName: "a", renewableUntilTimestamp: 2_147_483_648 }],
  ])("refuses %s as a bad request", async (_, body) => {
    expect((await call("POST /V4/AccessToken", await session(), body)).status).toBe(400);
  });

  test("for a service account takes the right to manage users; for another user there is none", async () => {
    expect((await create({ userId: 23 })).userId).toBe(23);
    const as = async (who: "svc-pulumi" | "reports", userId: number) =>
      (await call("POST /V4/AccessToken", await session(who), { tokenName: "b", userId })).status;
    expect([await as("reports", 23), await as("svc-pulumi", 31)]).toEqual([403, 403]);
  });

  test("takes the ends that a test sets", async () => {
    await server.control({ nextLifetime: 60, clampEnds: true, longestRenewable: 86_400 });
    const token = await create({ renewableUntilTimestamp: now() + 30 * 86_400 });
    expect(isIn(token.tokenExpiryTimestamp, 60)).toBe(true);
    expect(isIn(token.renewableUntilTimestamp, 86_400)).toBe(true);
    expect(isIn((await create()).tokenExpiryTimestamp, 7200)).toBe(true);
    await server.control({ nextLifetime: null });
    expect(await create()).not.toHaveProperty("tokenExpiryTimestamp");
  });
});

describe("a list", () => {
  test("tells of the caller's tokens, and no secret", async () => {
    const { accessTokenId } = await create({ tokenType: 3, apiEndpoints: ["/Job"], allowedIPs: ["10.0.0.1"] });
    expect(await list()).toEqual([
      {
        accessTokenId,
        userId: 17,
        tokenName: expect.any(String),
        tokenType: "CUSTOM",
        createdTime: expect.any(Number),
        tokenExpiryTimestamp: expect.any(Number),
        renewableUntilTimestamp: expect.any(Number),
        apiEndpoints: ["/Job"],
      },
    ]);
  });

  test("tells of another user's tokens those who may manage them", async () => {
    await create({}, await session("reports"));
    expect(await list("?userId=31")).toHaveLength(1);
    expect(await list()).toHaveLength(0);
    expect((await call("GET /V4/AccessToken?userId=17", await session("reports"))).status).toBe(403);
  });

  test("names types as integers, or hides tokens, where a test wants it", async () => {
    await create();
    await server.control({ enumsAsIntegers: true });
    expect((await list())[0].tokenType).toBe(2);
    await server.control({ hideTokens: true });
    expect(await list()).toEqual([]);
  });

  test("tells when a token was last used", async () => {
    const { accessToken } = await create();
    await whoAmI(bearer(accessToken));
    expect(isIn((await list())[0].lastUsedTime, 0)).toBe(true);
  });
});

describe("an update", () => {
  test("changes what it names, and tells neither secrets nor scope", async () => {
    const token = await create({ tokenType: 3, apiEndpoints: ["/Job"] });
    const renewableUntilTimestamp = now() + 10 * 86_400;
    const body = { tokenName: "renamed", renewableUntilTimestamp };
    const { json } = await call(`PUT /V4/AccessToken/${token.accessTokenId}`, await session(), body);
    expect(json.tokenInfo).toMatchObject({ tokenName: "renamed", renewableUntilTimestamp, tokenType: "CUSTOM" });
    for (const field of ["accessToken", "refreshToken", "apiEndpoints"])
      expect(json.tokenInfo).not.toHaveProperty(field);
    expect((await list())[0]).toMatchObject({ tokenName: "renamed", apiEndpoints: ["/Job"] });
  });

  test("of a scope holds for the token that exists", async () => {
    const token = await create({ tokenType: 3, apiEndpoints: ["/Job", "/V2"] });
    expect(await whoAmI(bearer(token.accessToken))).toBe(200);
    await call(`PUT /V4/AccessToken/${token.accessTokenId}`, await session(), { apiEndpoints: ["/Job"] });
    expect(await whoAmI(bearer(token.accessToken))).toBe(401);
  });

  test("refuses nothing to change, a name that is taken, and the tokens of others", async () => {
    const [one, two] = [await create(), await create({ tokenName: "two" })];
    const put = async (body: object, by = session()) =>
      call(`PUT /V4/AccessToken/${one.accessTokenId}`, await by, body);
    expect((await put({ accessTokenId: one.accessTokenId })).status).toBe(400);
    expect((await put({ tokenName: two.tokenName })).json.error.errorMessage).toBe("Token name already present");
    expect((await put({ tokenName: "x" }, session("reports"))).status).toBe(403);
  });
});

describe("a deletion", () => {
  test("ends the token at once, and answers flat", async () => {
    const token = await create();
    const reply = await call(`DELETE /V4/AccessToken/${token.accessTokenId}`, await session());
    expect(reply).toMatchObject({ status: 200, json: { errorCode: 0, errorMessage: "" } });
    expect(await call("GET /V2/WhoAmI", bearer(token.accessToken))).toMatchObject(accessDenied);
    expect(await list()).toEqual([]);
  });

  test.each([200, 400, 404] as const)(
    "of what is not there is answered %d where a test wants it",
    async (unknownId) => {
      await server.control({ unknownId });
      const { json, status } = await call("DELETE /V4/AccessToken/999", await session());
      expect([status, json.errorCode]).toEqual([unknownId, 2]);
    },
  );
});

describe("a renewal", () => {
  const renew = (accessToken: string, refreshToken: string) =>
    call("POST /V4/AccessToken/Renew", {}, { accessToken, refreshToken });

  test("gives a new pair for the old one, without a header, and answers flat", async () => {
    const token = await create();
    const { json } = await renew(token.accessToken, token.refreshToken);
    expect(json).toMatchObject({ accessTokenId: 41, tokenName: token.tokenName, error: { errorCode: 0 } });
    expect([json.accessToken === token.accessToken, json.refreshToken === token.refreshToken]).toEqual([false, false]);
    expect([await whoAmI(bearer(token.accessToken)), await whoAmI(bearer(json.accessToken))]).toEqual([401, 200]);
    expect((await list())[0].renewableUntilTimestamp).toBe(token.renewableUntilTimestamp);
  });

  test("with a pair that was used ends the token and all that became of it", async () => {
    const first = await create();
    const { json: second } = await renew(first.accessToken, first.refreshToken);
    const { json: third } = await renew(second.accessToken, second.refreshToken);
    expect(await renew(first.accessToken, first.refreshToken)).toMatchObject(accessDenied);
    expect(await whoAmI(bearer(third.accessToken))).toBe(401);
    expect(await list()).toEqual([]);
  });

  test("with half a pair is refused, and ends nothing", async () => {
    const [one, two] = [await create(), await create()];
    expect((await renew(one.accessToken, two.refreshToken)).status).toBe(401);
    expect((await renew(one.accessToken, "")).status).toBe(401);
    expect(await whoAmI(bearer(one.accessToken))).toBe(200);
  });

  test("may give the token another id", async () => {
    const token = await create();
    await server.control({ idOnRenew: "new", renew: { token: secretHash(token.accessToken) } });
    expect((await list()).map(({ accessTokenId }: Json) => accessTokenId)).toEqual([42]);
    expect(await whoAmI(bearer(token.accessToken))).toBe(401);
  });

  test("of a token that has ended is what it is for; past its renewals it is refused", async () => {
    await server.control({ nextLifetime: 1 });
    const token = await create();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await whoAmI(bearer(token.accessToken))).toBe(401);
    const { json } = await renew(token.accessToken, token.refreshToken);
    const past = { renewableUntilTimestamp: now() - 10 };
    await call("PUT /V4/AccessToken/41", await session(), past);
    expect((await renew(json.accessToken, json.refreshToken)).status).toBe(401);
  });
});

describe("an access token", () => {
  test("is taken in each of the headers that clients use, or in one where a test wants it", async () => {
    const { accessToken } = await create();
    const forms = [bearer(accessToken), { authtoken: accessToken }, { authtoken: `Bearer ${accessToken}` }];
    const statuses = async () => Promise.all(forms.map((headers) => whoAmI(headers)));
    expect(await statuses()).toEqual([200, 200, 200]);
    expect(await whoAmI({ authtoken: `QSDK ${accessToken}` })).toBe(401);
    await server.control({ acceptHeader: "bearer" });
    expect(await statuses()).toEqual([200, 401, 401]);
    await server.control({ acceptHeader: "authtoken" });
    expect(await statuses()).toEqual([401, 200, 200]);
  });

  test.each<[object, Record<string, number>]>([
    [{}, { "/Job": 200, "/plan": 200, "/V4/ServerGroup": 200 }],
    [
      { tokenType: 3, apiEndpoints: ["/v4/server", "/PLAN"] },
      { "/Job": 401, "/plan": 200, "/V4/ServerGroup": 200 },
    ],
    [{ tokenType: 4 }, { "/Job": 401, "/Client": 200, "/V4/ServerGroup": 200, "/V2/WhoAmI": 401 }],
    [{ tokenType: 1 }, { "/Job": 401, "/V2/WhoAmI": 401 }],
  ])("of %j reaches what its scope begins with", async (body, expected) => {
    const { accessToken } = await create(body);
    const statuses: Record<string, number> = {};
    for (const path of Object.keys(expected)) statuses[path] = (await call(`GET ${path}`, bearer(accessToken))).status;
    expect(statuses).toEqual(expected);
  });

  test("manages access tokens, unless the server does not let it", async () => {
    const { accessToken } = await create();
    await create({}, bearer(accessToken));
    await server.control({ accessTokensManage: false });
    expect((await call("GET /V4/AccessToken", bearer(accessToken))).status).toBe(403);
  });

  test("is not accepted once it is revoked or its account locked", async () => {
    const [one, two] = [await create(), await create()];
    await server.control({ revoke: { token: secretHash(one.accessToken) } });
    expect([await whoAmI(bearer(one.accessToken)), await whoAmI(bearer(two.accessToken))]).toEqual([401, 200]);
    await server.control({ lockAccount: true });
    expect(await whoAmI(bearer(two.accessToken))).toBe(401);
    expect((await login("svc-pulumi", base64("pässword"))).json.isAccountLocked).toBe(true);
  });
});

test("past its quota a tenant is answered 429, with how much and how long, reads and writes apart", async () => {
  const headers = await session();
  await server.control({ quota: { writes: 1, reads: 2, periodSeconds: 3600 } });
  await create({}, headers);
  const over = await call("POST /V4/AccessToken", headers, { tokenName: "over" });
  expect(over.status).toBe(429);
  expect([over.headers.get("x-ratelimit-limit"), over.headers.get("x-ratelimit-period")]).toEqual(["1", "3600"]);
  expect([await whoAmI(headers), await whoAmI(headers), await whoAmI(headers)]).toEqual([200, 200, 429]);
  await server.control({ quota: null });
  expect((await call("GET /V4/AccessToken", headers)).json.tokens).toHaveLength(1);
});

test("what the vendor's own client asks on its way in is answered", async () => {
  const headers = await session();
  expect((await call("GET /")).status).toBe(200);
  expect((await call("GET /v4/user/17", headers)).json.users[0]).toMatchObject({ id: 17, name: "svc-pulumi" });
  expect((await call("GET /User/17/Security", headers)).status).toBe(200);
  expect((await call("GET /CommServ", headers)).json).toMatchObject({
    hostName: expect.any(String),
    commcell: { commCellName: expect.any(String), commCellId: 2, csGUID: expect.any(String) },
    csTimeZone: { TimeZoneName: expect.any(String), TimeZoneID: expect.any(Number) },
  });
  expect((await call("POST /WhoAmI", headers)).json.user).toEqual({ userId: 17, userName: "svc-pulumi" });
});

test("no secret stands in the log", async () => {
  const headers = await session();
  const token = await create({}, headers);
  await call("POST /V4/AccessToken/Renew", {}, { accessToken: token.accessToken, refreshToken: token.refreshToken });
  await call("POST /RenewLoginToken", {}, { sessionId: headers.authtoken, deviceId: "x" });
  const log = JSON.stringify(await server.log());
  for (const secret of [token.accessToken, token.refreshToken, headers.authtoken.slice(5), base64("pässword")]) {
    expect(log).not.toContain(secret);
  }
  expect(log).toContain(secretHash(token.refreshToken));
});
