import { type CommvaultEmulator, startCommvault } from "../../../testing";
import { commvault, held, lastTo, operation, secretHash } from "./setup";

const users = {
  "svc-pulumi": { id: 17, password: "pässword:1", admin: true },
  windows: { id: 18, password: "windows-password", domain: "CORP" },
  principal: { id: 19, password: "principal-password", isServicePrincipal: true },
};

let server: CommvaultEmulator;

beforeEach(async () => {
  server = await startCommvault({ users });
});

afterEach(() => server.close());

let count = 0;
const issue = (args: object = {}) => commvault.issue(operation(args, { nonce: String(++count).padStart(8, "0") }));
const logins = async () => (await server.log()).filter(({ path }) => path.endsWith("/Login"));
const endpoint = () => server.credentials.endpoint;

async function session(): Promise<string> {
  const body = JSON.stringify({ username: "svc-pulumi", password: Buffer.from("pässword:1").toString("base64") });
  const reply = await fetch(`${endpoint()}/Login`, { method: "POST", body });
  return ((await reply.json()) as { token: string }).token;
}

test.each([
  [
    "the password in Base64 of its UTF-8",
    { username: "svc-pulumi", password: "pässword:1" },
    { username: "svc-pulumi", password: secretHash(Buffer.from("pässword:1").toString("base64")) },
  ],
  [
    "domain and commserver beside it",
    { username: "windows", password: "windows-password", domain: "CORP", commserver: "host*name" },
    { username: "windows", password: secretHash(btoa("windows-password")), domain: "CORP", commserver: "host*name" },
  ],
  [
    "the password of a service principal as it is",
    { username: "principal", password: "principal-password", passwordEncoding: "plain" },
    { username: "principal", password: secretHash("principal-password") },
  ],
])("a login sends %s", async (_, credential, body) => {
  await issue({ endpoint: endpoint(), ...credential });
  expect((await logins()).map((entry) => entry.body)).toEqual([body]);
});

describe("the header that proves a request", () => {
  test("is Authtoken for a session of a customer managed server", async () => {
    await issue(server.credentials);
    const [login] = await logins();
    const { headers } = await lastTo(server, "/V4/AccessToken");
    expect(headers.authtoken).toBe(login?.replyTokens?.[0]);
    expect(headers).not.toHaveProperty("authorization");
  });

  test("is Authorization for a session of the SaaS gateway", async () => {
    await server.control({ loginReply: "data" });
    await issue(server.credentials);
    const [login] = await logins();
    const { headers } = await lastTo(server, "/V4/AccessToken");
    expect(headers.authorization).toBe(`Bearer ${login?.replyTokens?.[0]}`);
  });

  test("is Authtoken for a session that is configured, for which nothing logs in", async () => {
    const sessionToken = await session();
    await server.clearLog();
    await issue({ endpoint: endpoint(), sessionToken });
    expect((await lastTo(server, "/V4/AccessToken")).headers.authtoken).toBe(secretHash(sessionToken));
    expect(await logins()).toEqual([]);
  });

  test.each([
    ["auto", "", { authorization: "Bearer" }],
    ["auto", "Bearer ", { authorization: "Bearer" }],
    ["bearer", "", { authorization: "Bearer" }],
    ["authtoken", "Bearer ", { authtoken: "" }],
  ])("with authHeader %s and an access token that begins with %j is %j", async (authHeader, prefix, style) => {
    const { accessToken } = await issue(server.credentials);
    await server.clearLog();
    await issue({ endpoint: endpoint(), adminAccessToken: prefix + accessToken, authHeader });
    const { headers } = await lastTo(server, "/V4/AccessToken");
    const [[name, scheme]] = Object.entries(style) as [[string, string]];
    expect(headers[name]).toBe(`${scheme} ${secretHash(accessToken)}`.trim());
    expect(await logins()).toEqual([]);
  });
});

describe("one login session", () => {
  test("serves many operations at once", async () => {
    await Promise.all([issue(server.credentials), issue(server.credentials), issue(server.credentials)]);
    expect(await logins()).toHaveLength(1);
  });

  test("that lapsed is opened again, once, and the request sent again", async () => {
    const token = await issue(server.credentials);
    await server.control({ lapseSessions: true });
    await commvault.revoke?.(operation(server.credentials), held(token));
    expect(await logins()).toHaveLength(2);
    await server.fault({
      match: "/V4/AccessToken",
      count: 5,
      status: 401,
      body: { errorMessage: "Access denied", errorCode: 5 },
    });
    await expect(issue(server.credentials)).rejects.toThrow("401 to a session that it had just opened");
    expect(await logins()).toHaveLength(3);
  });

  test("is not opened by a lost reply to the login a second time, and no token is said to be lost", async () => {
    await server.fault({ match: "/Login", cut: "after" });
    await expect(issue(server.credentials)).rejects.toMatchObject({
      code: "NOT_SENT",
      message: expect.not.stringContaining("may have been carried out"),
    });
    expect(await logins()).toHaveLength(1);
  });
});

describe("a refused credential is sent once", () => {
  test("a wrong password is told as the server tells it, at 200 and without a token", async () => {
    await expect(issue({ ...server.credentials, password: "wrong-password" })).rejects.toMatchObject({
      code: "CREDENTIAL_REFUSED",
      message: expect.stringMatching(/"Invalid username or password\.".*failed logins lock the account/),
    });
    expect(await logins()).toHaveLength(1);
  });

  test.each<[string, object, RegExp]>([
    [
      "a locked account says for how long",
      { body: { errList: [], isAccountLocked: true, remainingLockTime: 600 } },
      /locked for 10 minutes/,
    ],
    ["a password that must change", { body: { forcePasswordChange: true } }, /must be changed first/],
    [
      "a certificate that is not in order",
      { status: 403, body: { errorMessage: "Access denied", errorCode: 5 } },
      /answered 403 5.*certificate/,
    ],
    ["another address", { status: 404, body: "" }, /base of the API is usually/],
    ["an error in the list of errors", { body: { errList: [{ errLogMessage: "No such user." }] } }, /No such user\./],
  ])("%s", async (_, fault, message) => {
    await server.fault({ match: "/Login", ...fault });
    await expect(issue(server.credentials)).rejects.toMatchObject({
      code: "CREDENTIAL_REFUSED",
      message: expect.stringMatching(message),
    });
    expect(await logins()).toHaveLength(1);
  });

  test.each<[string, object]>([
    ["an error of the server", { status: 500, body: { errorCode: 1, errorMessage: "Down." } }],
    ["a page", { html: true }],
  ])("%s says nothing of the password", async (_, fault) => {
    await server.fault({ match: "/Login", ...fault });
    await expect(issue(server.credentials)).rejects.toMatchObject({ code: "REQUEST_REFUSED" });
  });

  test("a session that is over is not opened again", async () => {
    const sessionToken = await session();
    await server.control({ lapseSessions: true });
    await server.clearLog();
    await expect(issue({ endpoint: endpoint(), sessionToken })).rejects.toMatchObject({
      code: "CREDENTIAL_REFUSED",
      message: expect.stringContaining("The session is over"),
    });
    expect(await server.log()).toHaveLength(1);
  });

  test("an access token that is not accepted is neither renewed nor sent again", async () => {
    await expect(issue({ endpoint: endpoint(), adminAccessToken: "0123456789abcdef" })).rejects.toMatchObject({
      code: "CREDENTIAL_REFUSED",
      message: expect.stringMatching(/answered 401 5.*set authHeader.*log in with a user name/),
    });
    expect(await server.log()).toHaveLength(1);
  });

  test("an access token that may not manage access tokens is told to be one", async () => {
    const { accessToken } = await issue(server.credentials);
    await server.control({ accessTokensManage: false });
    await expect(issue({ endpoint: endpoint(), adminAccessToken: accessToken })).rejects.toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringContaining("An access token may not be allowed to manage access tokens"),
    });
  });
});
