import { validate } from "../../../provider/arguments/validation";
import { SettledLoss } from "../../../provider/messages/errors";
import { type CommvaultEmulator, startCommvault } from "../../../testing";
import { asked, commvault, held, lastTo, marker, now, operation, secretHash, status } from "./setup";

let server: CommvaultEmulator;

beforeAll(async () => {
  server = await startCommvault();
});

beforeEach(async () => {
  await server.clearFaults();
  await server.clearLog();
});

afterAll(() => server.close());

let count = 0;
/** Every issue has a nonce of its own, as in a run. */
const issue = (args: object = {}, more: object = {}) =>
  commvault.issue(operation({ ...server.credentials, ...args }, { nonce: String(++count).padStart(8, "0"), ...more }));

const seconds = (date: string) => Date.parse(date) / 1000;

describe("the base of the API", () => {
  const cc = "https://cc.example.com/commandcenter/api";
  test.each([
    ["https://cc.example.com/commandcenter/api", cc],
    ["https://cc.example.com/commandcenter/api/", cc],
    ["https://cc.example.com/commandcenter/api/V4", cc],
    ["https://cc.example.com/commandcenter/api/v4/", cc],
    ["https://CC.example.com/commandcenter/api//", cc],
    ["https://cc.example.com", cc],
    ["https://cc.example.com/", cc],
    ["https://cc.example.com/webconsole/api/V4", "https://cc.example.com/webconsole/api"],
    ["https://ws.example.com:81/SearchSvc/CVWebService.svc/", "https://ws.example.com:81/SearchSvc/CVWebService.svc"],
    ["https://ws.example.com:81/WebServerCore", "https://ws.example.com:81/WebServerCore"],
    ["https://m036.metallic.io", "https://m036.metallic.io/commandcenter/api"],
    ["https://m036.metallic.io/commandcenter/api/V4/", "https://m036.metallic.io/commandcenter/api"],
    ["https://api.metallic.io/", "https://api.metallic.io"],
    ["https://api.metallic.io/V4", "https://api.metallic.io"],
    ["https://api.commvault.com", "https://api.commvault.com"],
    ["https://gateway.example.com/V4", "https://gateway.example.com"],
  ])("%s is %s", (written, base) => {
    expect(validate(commvault.arguments, { endpoint: written })).toEqual({ values: { endpoint: base }, problems: [] });
  });

  test.each(["http://cc.example.com/commandcenter/api", "https://cc.example.com/api?x=1", "cc.example.com"])(
    "%s is refused",
    (endpoint) => expect(validate(commvault.arguments, { endpoint }).problems).toHaveLength(1),
  );

  test.each(["/commandcenter/api", "/webconsole/api", "/SearchSvc/CVWebService.svc", "/WebServerCore", "/V4"])(
    "a token is issued below %s",
    async (path) => expect((await issue({ endpoint: server.endpoint + path })).accessToken).toMatch(/^[0-9a-f]{96}$/),
  );
});

describe("what a create sends", () => {
  const until = "2027-05-30T00:00:00Z";
  test.each<[string, object, object]>([
    ["no more than a name where nothing is asked for", {}, {}],
    ["DEFAULT as 0", { accessTokenType: "DEFAULT" }, { tokenType: 0 }],
    ["MS_SCIM as 1", { accessTokenType: "MS_SCIM" }, { tokenType: 1 }],
    ["ALL as 2", { accessTokenType: "ALL" }, { tokenType: 2 }],
    [
      "CUSTOM as 3, with its scope in one order and without repeats",
      { accessTokenType: "CUSTOM", apiEndpoints: ["/Job", "/Client", "/Job"] },
      { tokenType: 3, apiEndpoints: ["/Client", "/Job"] },
    ],
    ["OneTouch as 4", { accessTokenType: "OneTouch" }, { tokenType: 4 }],
    ["a date in seconds", { renewableUntil: until }, { renewableUntilTimestamp: seconds(until) }],
    [
      "a duration from issue in seconds",
      { renewableUntil: "30 days" },
      { renewableUntilTimestamp: Math.floor(now / 1000) + 30 * 86_400 },
    ],
    [
      "the end of a OneTouch token",
      { accessTokenType: "OneTouch", tokenExpiry: "P10D" },
      { tokenType: 4, tokenExpiryTimestamp: Math.floor(now / 1000) + 10 * 86_400 },
    ],
    [
      "an end past the last second of 32 bits as that second",
      { renewableUntil: "7300 days" },
      { renewableUntilTimestamp: 2_147_483_647 },
    ],
    ["addresses as a list", { allowedIPs: "10.0.0.0/8 192.0.2.1" }, { allowedIPs: ["10.0.0.0/8", "192.0.2.1"] }],
    ["the flag of the address list as it is", { enableIPAllowListFeature: false }, { enableIPAllowListFeature: false }],
    ["another user by number", { userId: 23 }, { userId: 23 }],
  ])("%s", async (_, args, body) => {
    // Some of these ends are not granted by a clock of today: what is sent counts.
    await issue(args, { now }).catch(() => undefined);
    const entry = (await server.log()).find(
      ({ method, path }) => method === "POST" && path.endsWith("/V4/AccessToken"),
    );
    expect(entry?.body).toEqual({ tokenName: expect.stringMatching(`^pulumi-${marker}-[0-9]{8}$`), ...body });
    expect(entry?.headers).toMatchObject({ accept: "application/json", "content-type": "application/json" });
  });

  test("the name begins with the prefix", async () => {
    const { outputs } = await issue({ tokenName: "ci prod" }, { nonce: "0000000b" });
    expect(outputs?.listedName).toBe(`ci prod-${marker}-0000000b`);
  });

  test("headers of a managed service provider and of an operator go along, the latter with a POST alone", async () => {
    const token = await issue({ lhAccountId: "acc-1", operatorCompanyId: "7" });
    expect((await lastTo(server, "/V4/AccessToken")).headers).toMatchObject({
      lhaccountid: "acc-1",
      operatorcompanyid: "7",
    });
    await commvault.revoke?.(
      operation({ ...server.credentials, lhAccountId: "acc-1", operatorCompanyId: 7 }),
      held(token),
    );
    const { headers } = await lastTo(server, `/V4/AccessToken/${token.id}`);
    expect(headers).toMatchObject({ lhaccountid: "acc-1" });
    expect(headers).not.toHaveProperty("operatorcompanyid");
    expect(headers["user-agent"]).toMatch(/^Mozilla/);
  });

  test("an end that has passed is refused before anything is sent", async () => {
    await expect(issue({ renewableUntil: "2020-01-01" })).rejects.toMatchObject({
      code: "NOT_SENT",
      message: expect.stringContaining("renewableUntil asks for an end that has passed"),
    });
    expect(await server.log()).toEqual([]);
  });
});

describe("what a reply to a create means", () => {
  /** Whether a time is so many seconds from now, as far as clocks that tick in seconds can tell. */
  const isIn = (time: unknown, length: number) =>
    Math.abs(new Date(time as string).getTime() - Date.now() - length * 1000) < 3000;

  test("a pair ends with its access token", async () => {
    const at = Date.now();
    const token = await issue({ renewableUntil: "30 days" }, { now: at });
    const { body } = await lastTo(server, "/V4/AccessToken");
    expect(token).toMatchObject({ id: expect.stringMatching(/^\d+$/), tokenType: "ALL", warnings: [] });
    expect(token.unusable).toBeUndefined();
    expect([token.issuedAt, isIn(token.expiresAt, 7200)]).toEqual([Math.floor(at / 1000) * 1000, true]);
    expect(token.outputs).toEqual({
      listedName: (body as { tokenName: string }).tokenName,
      ownerId: 17,
      refreshToken: expect.stringMatching(/^[0-9A-F-]{36}$/),
      refreshTokenExpiresAt: expect.stringMatching(/Z$/),
    });
    expect(isIn(token.outputs?.refreshTokenExpiresAt, 14 * 86_400)).toBe(true);
  });

  test("for a consumer, a pair ends where its renewals do", async () => {
    const { expiresAt, outputs } = await issue({ renewedBy: "consumer" });
    expect(isIn(expiresAt, 90 * 86_400)).toBe(true);
    expect(isIn(outputs?.accessTokenExpiresAt, 7200)).toBe(true);
  });

  test("a token that cannot be renewed has its own end and no refresh token", async () => {
    const { expiresAt, outputs, tokenType } = await issue({ accessTokenType: "OneTouch" });
    expect(isIn(expiresAt, 7 * 86_400)).toBe(true);
    expect([tokenType, outputs?.refreshToken, outputs?.refreshTokenExpiresAt]).toEqual([
      "OneTouch",
      undefined,
      undefined,
    ]);
  });

  test("a type told as an integer is named", async () => {
    await server.control({ enumsAsIntegers: true });
    expect((await issue()).tokenType).toBe("ALL");
    await server.control({ enumsAsIntegers: false });
  });

  test("an end that the server cut is told of", async () => {
    await server.control({ clampEnds: true, longestRenewable: 86_400 });
    const { warnings } = await issue({ renewableUntil: "30 days" });
    expect(warnings).toEqual([expect.stringMatching(/^the server set the end to .*Z instead of .*Z$/)]);
    await server.control({ clampEnds: false, longestRenewable: 365 * 86_400 });
  });

  const info = { accessTokenId: 9, accessToken: "an-access-token", refreshToken: "a-refresh-token", userId: 17 };
  const reply = (body: unknown, code = 200) =>
    server.fault({ match: "/V4/AccessToken", method: "POST", status: code, body });

  test("a token beside an error is kept, and is not to be used", async () => {
    await reply({
      error: { errorCode: 0 },
      tokenInfo: { ...info, tokenExpiryTimestamp: 1_900_000_000, error: { errorCode: 3, errorMessage: "half" } },
    });
    expect(await issue()).toMatchObject({
      accessToken: "an-access-token",
      id: "9",
      unusable: 'it came with the error 3: "half"',
    });
  });

  test("an end or an id that the reply leaves out is taken from the list", async () => {
    const nonce = "0000000c";
    const other = await issue({}, { nonce });
    await reply({ error: { errorCode: 0 }, tokenInfo: { accessToken: "an-access-token" } });
    expect(await issue({}, { nonce })).toMatchObject({ id: other.id, expiresAt: other.expiresAt });
  });

  test("a token is kept where the list cannot be read", async () => {
    await reply({ tokenInfo: { ...info, accessTokenId: undefined } });
    await server.fault({ match: "/V4/AccessToken", method: "GET", status: 500, count: 3 });
    expect(await issue()).toMatchObject({ accessToken: "an-access-token", id: undefined, expiresAt: undefined });
  });

  test.each<[string, number, unknown, string]>([
    ["an error at 200", 200, { error: { errorCode: 1, errorMessage: "No." } }, 'answered 200 1: "No."'],
    ["an error at the top", 200, { errorCode: 7, errorMessage: "No." }, 'answered 200 7: "No."'],
    [
      "an error inside the token",
      200,
      { error: { errorCode: 0 }, tokenInfo: { error: { errorCode: 4, errorMessage: "No." } } },
      'answered 200 4: "No."',
    ],
    ["a bad request", 400, { errorMessage: "Bad.", errorCode: 2 }, 'answered 400 2: "Bad."'],
    ["missing rights", 403, { errorMessage: "Denied.", errorCode: 6 }, "may lack the right"],
    ["a server older than 11.38", 404, "", "older than 11.38"],
    ["a firewall", 403, "<html></html>", "a firewall before the server"],
  ])("%s is a refusal, after which nothing is looked for", async (_, code, body, message) => {
    await reply(body, code);
    await expect(issue()).rejects.toMatchObject({ code: "REQUEST_REFUSED", message: expect.stringContaining(message) });
    expect(await asked(server)).toEqual([`POST /V4/AccessToken${code === 200 ? "" : ` ${code}`}`]);
  });

  test.each<[string, object, string, string]>([
    ["a page in place of a reply", { html: true }, "REPLY_LOST", "No token named"],
    ["a reply without a token", { body: { tokenInfo: {} } }, "REPLY_LOST", "No token named"],
    [
      "an error of the server",
      { status: 500, body: { errorMessage: "Down.", errorCode: 1 } },
      "REQUEST_REFUSED",
      "Down.",
    ],
    ["the status 450", { status: 450, body: "" }, "REQUEST_REFUSED", "answered 450"],
    ["a connection that broke before", { cut: "before" }, "REPLY_LOST", "No token named"],
  ])("after %s the list is asked, and the error says what it told", async (_, fault, code, message) => {
    await server.fault({ match: "/V4/AccessToken", method: "POST", ...fault });
    await expect(issue()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect((await asked(server)).slice(1)).toEqual(["GET /V4/AccessToken"]);
  });

  const lost = { match: "/V4/AccessToken", method: "POST", cut: "after" } as const;

  test("a lost reply whose token is found is settled: the token is deleted, and nothing is sent twice", async () => {
    await server.fault(lost);
    const error = await issue().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SettledLoss);
    expect(error.message).toMatch(/was found in the list and revoked, so nothing is left behind/);
    const requests = await asked(server);
    expect(requests).toEqual(["POST /V4/AccessToken lost", "GET /V4/AccessToken", expect.stringMatching(/^DELETE /)]);
  });

  test("another token of the same prefix and mark is left alone", async () => {
    const other = await issue();
    await server.fault(lost);
    await expect(issue()).rejects.toThrow("nothing is left behind");
    expect(await status(server, other.accessToken)).toBe(200);
  });

  test("a token of a service account is looked for among that account's", async () => {
    await server.fault(lost);
    await expect(issue({ userId: 23 })).rejects.toThrow("nothing is left behind");
    expect(await asked(server)).toContain("GET /V4/AccessToken?userId=23");
  });

  test("a name that is taken was taken by the same request: its token is deleted", async () => {
    const nonce = "0000000d";
    const { accessToken } = await issue({}, { nonce });
    await expect(issue({}, { nonce })).rejects.toThrow("nothing is left behind");
    expect(await status(server, accessToken)).toBe(401);
  });

  test("a lost token that cannot be deleted is named with its end", async () => {
    await server.fault(lost);
    await server.fault({ method: "DELETE", status: 403, body: { errorCode: 6, errorMessage: "Denied." } });
    await expect(issue()).rejects.toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringMatching(
        /\(\d+, named pulumi-.*, ends 20.*Z\) could not be revoked: .*Denied.* Revoke it by hand/,
      ),
    });
  });

  test("where the list cannot be read after a lost reply, the error says so", async () => {
    await server.fault(lost);
    await server.fault({ method: "GET", match: "/V4/AccessToken", status: 403, body: "" });
    await expect(issue()).rejects.toMatchObject({
      code: "REPLY_LOST",
      message: expect.stringContaining("could not be checked"),
    });
  });
});

describe("arguments", () => {
  const custom = { accessTokenType: "CUSTOM", apiEndpoints: ["/Job"] };
  test.each<[object, string | undefined]>([
    [{}, undefined],
    [custom, undefined],
    [{ accessTokenType: "CUSTOM" }, '"apiEndpoints" is needed'],
    [{ apiEndpoints: ["/Job"] }, 'only for accessTokenType "CUSTOM"'],
    [{ accessTokenType: "MS_SCIM", tokenExpiry: "30 days" }, undefined],
    [{ accessTokenType: "MS_SCIM", renewableUntil: "30 days" }, 'give "tokenExpiry"'],
    [{ tokenExpiry: "30 days" }, 'give "renewableUntil"'],
    [{ accessTokenType: "OneTouch", renewedBy: "consumer" }, "cannot be renewed"],
    [{ renewableUntil: "2039-01-01" }, "no dates after 2038-01-19"],
    [{ password: "a", sessionToken: "b" }, "not several"],
    [{ adopt: { accessToken: "x" } }, '"adopt" must hold "id"'],
    [{ adopt: { accessToken: "x", id: "no number" } }, '"adopt" must hold "id"'],
    [{ adopt: { accessToken: "x", id: "41" } }, undefined],
  ])("%j", (args, problem) => {
    const { values } = validate(commvault.arguments, { ...args });
    expect(commvault.conflicts?.(values)).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
  });

  test.each([
    [{ apiEndpoints: ["Job"] }, "begin with a slash"],
    [{ apiEndpoints: [] }, "begin with a slash"],
    [{ accessTokenType: "SCIM" }, "must be one of DEFAULT, MS_SCIM, ALL, CUSTOM, OneTouch"],
    [{ userId: 0 }, "must be above 0"],
    [{ operatorCompanyId: "x" }, "must be a whole number"],
    [{ renewableUntil: "3 months" }, "must be a duration"],
  ])("%j is refused", (args, problem) => {
    expect(validate(commvault.arguments, args).problems).toEqual([expect.stringContaining(problem)]);
  });

  const date = "2027-06-01";
  test.each<[string, object, number | undefined, number | undefined]>([
    ["no end", {}, undefined, undefined],
    ["how long a pair may be renewed is no lifetime", { renewableUntil: "30 days" }, undefined, undefined],
    ["for a consumer it is", { renewedBy: "consumer", renewableUntil: "30 days" }, 30 * 86_400_000, undefined],
    ["a date is the user's own end", { renewableUntil: date }, undefined, Date.parse(date)],
    ["for a consumer too", { renewedBy: "consumer", renewableUntil: date }, undefined, Date.parse(date)],
    ["the end of a token of days", { accessTokenType: "MS_SCIM", tokenExpiry: "30 days" }, 30 * 86_400_000, undefined],
    ["as a date", { accessTokenType: "OneTouch", tokenExpiry: date }, undefined, Date.parse(date)],
  ])("%s", (_, args, lifetime, end) => {
    const { values } = validate(commvault.arguments, { ...args });
    expect([commvault.requestedLifetime?.(values), commvault.userEnd?.(values)]).toEqual([lifetime, end]);
  });

  test.each<[object, object, boolean]>([
    [{}, {}, false],
    [{ renewedBy: "pulumi" }, {}, false],
    [{ renewedBy: "consumer" }, {}, true],
    [{ renewedBy: "consumer" }, { extensionRefused: true }, false],
  ])("with %j and state %j, renewed in place: %s", (args, state, expected) => {
    expect(commvault.renewsInPlace?.(validate(commvault.arguments, { ...args }).values, { ...state })).toBe(expected);
  });

  test.each([
    [{}, { Authorization: "Bearer abc" }],
    [{ authHeader: "auto" }, { Authorization: "Bearer abc" }],
    [{ authHeader: "bearer" }, { Authorization: "Bearer abc" }],
    [{ authHeader: "authtoken" }, { Authtoken: "abc" }],
  ])("with %j the token is sent as %j", (connection, headers) => {
    expect(commvault.requestHeaders({ accessToken: "abc" }, connection)).toEqual(headers);
  });

  test.each([
    ["3600", 3_600_000],
    ["2", 2000],
    ["1h", 3_600_000],
    ["soon", undefined],
    [undefined, undefined],
  ])("X-RateLimit-Period %s", (period, wait) => {
    const reply = { status: 429, headers: { "x-ratelimit-period": period }, text: "", json: undefined };
    expect(commvault.limitResetsAt?.(reply, 1000)).toBe(wait === undefined ? undefined : 1000 + wait);
  });
});

test("after 429 a create waits for the period and is sent again; with too long to wait it says what the quota is", async () => {
  await issue();
  await server.clearLog();
  await server.control({ quota: { writes: 1, reads: 10, periodSeconds: 0.3 } });
  await issue();
  const { accessToken } = await issue();
  expect(await status(server, accessToken)).toBe(200);
  expect((await server.log()).filter(({ method }) => method === "POST").map((entry) => entry.status)).toEqual([
    200, 429, 200,
  ]);
  await server.control({ quota: { writes: 1, reads: 10, periodSeconds: 3600 } });
  await issue();
  await expect(issue()).rejects.toThrow("The request quota is used up");
  await server.control({ quota: null });
});

test("no secret stands in an error", async () => {
  const { password } = server.credentials;
  await server.control({ lapseSessions: true });
  await server.fault({ match: "/V4/AccessToken", method: "POST", cut: "after" });
  const error = await issue().catch(String);
  expect(error).not.toContain(password);
  expect(error).not.toContain(btoa(password));
  expect(JSON.stringify(await server.log())).not.toContain(password);
  expect((await lastTo(server, "/Login")).body).toMatchObject({ password: secretHash(btoa(password)) });
});
