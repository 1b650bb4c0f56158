import type { HttpRequest } from "../../../provider/transport/message";
import { cohesity } from "../../../provider/vendors/cohesity/access-token";
import { type CohesityEmulator, type CohesityOtp, secretHash, startCohesity } from "../../../testing";
import { type Answer, answered, headersOf, real } from "../../support/checks/operation";

const endpoint = "https://cluster.example.com";
const password = "EXAMPLE+not/a=secret";
const user = { endpoint, username: "svc-pulumi", password };
const token = "example.opaque.value";
const privateKey = "-----BEGIN PRIVATE KEY-----\nEXAMPLE\n-----END PRIVATE KEY-----\n";
const certificate = "-----BEGIN CERTIFICATE-----\nEXAMPLE\n-----END CERTIFICATE-----\n";
const v1 = `${endpoint}/irisservices/api/v1/public`;

const granted: Answer = {
  status: 201,
  body: { accessToken: token, tokenType: "Bearer", privileges: ["CLUSTER_VIEW", "STORAGE_VIEW"] },
};

async function issue(args: object, answer: Answer = granted) {
  const { operation, sent } = answered(cohesity, { ...user, ...args }, answer);
  const issued = await cohesity.issue(operation);
  expect(sent).toHaveLength(1);
  return { issued, request: sent[0] as HttpRequest };
}

/** The body as it goes over the wire: what is undefined is left out. */
function bodyOf({ json }: HttpRequest): unknown {
  return JSON.parse(JSON.stringify(json));
}

/** What was thrown, which never holds a secret. */
async function failure(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "TokenError" });
  for (const hidden of [password, token]) expect(error.message).not.toContain(hidden);
  return error;
}

describe("the request for a token", () => {
  test("is POST accessTokens in version 1, and is not sent again: it issues something", async () => {
    const { request } = await issue({});
    expect(request).toMatchObject({ method: "POST", url: `${v1}/accessTokens`, idempotent: false });
    expect(headersOf(request)).toEqual({});
    expect(bodyOf(request)).toEqual({ username: "svc-pulumi", password });
  });

  test("is POST /v2/access-tokens in version 2", async () => {
    const { request } = await issue({ apiVersion: "v2" });
    expect(request).toMatchObject({ method: "POST", url: `${endpoint}/v2/access-tokens`, idempotent: false });
    expect(bodyOf(request)).toEqual({ username: "svc-pulumi", password });
  });

  test.each<[string, object, object]>([
    ["the domain as it was written", { domain: "Corp.example.com" }, { domain: "Corp.example.com" }],
    ["a tenant's user as it was written", { username: "user1@tenant1" }, { username: "user1@tenant1" }],
    ["a certificate with its key", { certificate, privateKey }, { certificate, privateKey }],
  ])("has %s, in either version", async (_, args, body) => {
    for (const apiVersion of ["v1", "v2"]) {
      expect(bodyOf((await issue({ apiVersion, ...args })).request)).toEqual({
        username: "svc-pulumi",
        password,
        ...body,
      });
    }
  });

  test("by certificate alone has no user in version 1, and in version 2 the keys, as older releases want them", async () => {
    const login = { username: undefined, password: undefined, certificate, privateKey };
    expect(bodyOf((await issue(login)).request)).toEqual({ certificate, privateKey });
    expect(bodyOf((await issue({ ...login, apiVersion: "v2" })).request)).toEqual({
      username: null,
      password: null,
      certificate,
      privateKey,
    });
  });

  test.each([
    ["totp", "Totp"],
    ["email", "Email"],
  ])("has a one-time password of the kind %s flat and capitalized in version 1", async (otpType, written) => {
    const { request } = await issue({ otpType, otpCode: "482913" });
    expect(bodyOf(request)).toMatchObject({ otpType: written, otpCode: "482913" });
    expect(bodyOf(request)).not.toHaveProperty("mfaParams");
  });

  test.each(["totp", "email", "salesforce"])(
    "has a one-time password of the kind %s in mfaParams and in lower case in version 2",
    async (otpType) => {
      const { request } = await issue({ apiVersion: "v2", otpType, otpCode: "482913" });
      expect(bodyOf(request)).toMatchObject({ mfaParams: { otpType, otpCode: "482913" } });
      expect(bodyOf(request)).not.toHaveProperty("otpCode");
    },
  );

  test("lets a user in who is to change its password, where that is asked for", async () => {
    const { request } = await issue({ skipForcePasswordChange: true });
    expect(bodyOf(request)).toMatchObject({ skipForcePasswordChange: true });
  });
});

describe("a token in the reply", () => {
  test("has its type and what it may do, and no end", async () => {
    expect((await issue({})).issued).toEqual({
      accessToken: token,
      tokenType: "Bearer",
      outputs: { privileges: ["CLUSTER_VIEW", "STORAGE_VIEW"] },
    });
    expect(cohesity.assumedLifetime).toBe(86_400_000);
  });

  test("may lack everything but itself", async () => {
    const answer = { status: 201, body: { accessToken: token, tokenType: null, privileges: null } };
    expect((await issue({}, answer)).issued).toEqual({ accessToken: token });
  });

  test("is used as a Bearer", () => {
    expect(cohesity.requestHeaders({ accessToken: token }, {})).toEqual({ Authorization: `Bearer ${token}` });
  });

  test.each<[string, Answer, string]>([
    ["has no token", { status: 201, body: { tokenType: "Bearer" } }, "there is no accessToken in the reply"],
    ["has an empty token", { status: 201, body: { accessToken: "" } }, "there is no accessToken in the reply"],
    ["is a page", { status: 200, body: "<html>Sign in</html>" }, "a login is answered with 201"],
    ["is 200 in place of 201", { status: 200, body: { accessToken: token } }, "a login is answered with 201"],
  ])("that %s is a reply that is lost", async (_, answer, why) => {
    const { code, message } = await failure(issue({}, answer));
    expect([code, message]).toEqual(["REPLY_LOST", expect.stringContaining(why)]);
  });
});

describe("a login that is refused", () => {
  const check = "Check username, password and domain";
  const oneTime = "needs a one-time password to log in";
  const sessions = "Session management appears to be enabled";

  test.each<[string, Answer, string, string, string]>([
    [
      "wrong credentials in version 1",
      { status: 400, body: { errorCode: "KValidationError", message: "Invalid Username or Password" } },
      "CREDENTIAL_REFUSED",
      'Cohesity answered 400 KValidationError: "Invalid Username or Password".',
      check,
    ],
    [
      "wrong credentials in version 2, which may name a log",
      {
        status: 400,
        body: { errorCode: "KValidationError", message: "Invalid Username or Password", taskLogId: "t-1" },
      },
      "CREDENTIAL_REFUSED",
      'Cohesity answered 400 KValidationError: "Invalid Username or Password (taskLogId t-1)".',
      check,
    ],
    [
      "wrong credentials as 401",
      { status: 401, body: { errorCode: "KStatusUnauthorized", message: "Invalid Username or Password" } },
      "CREDENTIAL_REFUSED",
      "Cohesity answered 401 KStatusUnauthorized",
      check,
    ],
    ["401 without a body", { status: 401 }, "CREDENTIAL_REFUSED", "Cohesity answered 401.", check],
    [
      "session management",
      { status: 400, body: { errorCode: "KValidationError", message: "Access denied" } },
      "REQUEST_REFUSED",
      'Cohesity answered 400 KValidationError: "Access denied".',
      `${sessions} there, and then no bearer tokens are issued. Use the class CohesityApiKey with an adminApiKey`,
    ],
    [
      "a missing one-time password",
      { status: 400, body: { errorCode: "KValidationError", message: "Please specify the mandatory parameters." } },
      "REQUEST_REFUSED",
      "Please specify the mandatory parameters.",
      oneTime,
    ],
    [
      "a missing one-time password as 401",
      { status: 401, body: { message: "otp is required" } },
      "REQUEST_REFUSED",
      'Cohesity answered 401: "otp is required".',
      oneTime,
    ],
    [
      "a number as code",
      { status: 500, body: { errorCode: 12, message: "No." } },
      "REQUEST_REFUSED",
      '500 12: "No."',
      "",
    ],
    [
      "errorMessage",
      { status: 400, body: { errorCode: 1, errorMessage: "No." } },
      "REQUEST_REFUSED",
      '400 1: "No."',
      "",
    ],
    ["errorMsg", { status: 400, body: { type: 1, errorMsg: "No." } }, "REQUEST_REFUSED", '400: "No."', ""],
    [
      "429 that is no JSON",
      { status: 429, body: "Too Many Requests" },
      "REQUEST_REFUSED",
      "Cohesity answered 429.",
      "",
    ],
    [
      "403",
      { status: 403, body: { errorCode: "KPrivilegeError" } },
      "REQUEST_REFUSED",
      "answered 403 KPrivilegeError",
      "",
    ],
    ["a redirect", { status: 302 }, "REQUEST_REFUSED", "Cohesity answered 302.", ""],
  ])("%s", async (_, answer, code, told, advice) => {
    for (const apiVersion of ["v1", "v2"]) {
      const error = await failure(issue({ apiVersion }, answer));
      expect(error.code).toBe(code);
      expect(error.message).toContain(told);
      expect(error.message).toContain(advice);
    }
  });
});

describe("introspection", () => {
  const introspect = async (answer: Answer) => {
    const { operation, sent } = answered(cohesity, { ...user }, answer);
    const held = { id: "1", accessToken: token, state: { tokenType: "Bearer" } };
    return { observation: await cohesity.introspect?.(operation, held), request: sent[0] as HttpRequest };
  };

  test("is GET sessionUser with the token, and with nothing that a cluster answers anyone", async () => {
    const { request } = await introspect({ body: { username: "svc-pulumi" } });
    expect(request).toMatchObject({ method: "GET", url: `${v1}/sessionUser`, idempotent: true });
    expect(headersOf(request)).toEqual({ authorization: `Bearer ${token}` });
    expect(JSON.stringify(request)).not.toContain(password);
    expect(cohesity.introspectsWith).toBe("token");
  });

  const unauthorized = (message: string) => ({ errorCode: "KStatusUnauthorized", message });

  test.each<[string, Answer, boolean]>([
    ["200", { body: { username: "svc-pulumi", sid: "S-1-100-21-1" } }, true],
    ["403 KPrivilegeError", { status: 403, body: { errorCode: "KPrivilegeError", message: "No privilege" } }, true],
    ["403", { status: 403, body: "" }, true],
    ["KPrivilegeError under another status", { status: 401, body: { errorCode: "KPrivilegeError" } }, true],
    ["The access token is invalid.", { status: 401, body: unauthorized("The access token is invalid.") }, false],
    ["Token expired", { status: 401, body: unauthorized("Token expired") }, false],
    ["Token expired under another status", { status: 400, body: { message: "Token expired" } }, false],
    [
      "neither session cookie nor token",
      {
        status: 401,
        body: unauthorized("Authentication failed: Neither session cookie nor token is present in the request"),
      },
      false,
    ],
    ["a code without its letter", { status: 401, body: { errorCode: "StatusUnauthorized", message: "No." } }, false],
    ["401 without a body", { status: 401, body: "" }, false],
  ])("%s says whether it is accepted", async (_, answer, accepted) => {
    expect((await introspect(answer)).observation).toEqual({ accepted });
  });

  test.each<[string, Answer]>([
    [
      "Access denied, which valid logins are told too",
      { status: 401, body: unauthorized("Authentication failed: Access denied") },
    ],
    ["the page of a proxy with 401", { status: 401, body: "<html>Sign in</html>" }],
    ["the page of a proxy with 403", { status: 403, body: "<html>Blocked</html>" }],
    ["a page with 200", { status: 200, body: "<html>Welcome</html>" }],
    ["404", { status: 404, body: { message: "Not found" } }],
    ["429", { status: 429, body: "Too Many Requests" }],
    ["500 that speaks of the token", { status: 500, body: { message: "Token expired" } }],
    ["503", { status: 503 }],
    ["302", { status: 302 }],
  ])("%s tells nothing of the token", async (_, answer) => {
    expect(await failure(introspect(answer))).toMatchObject({ code: "REQUEST_REFUSED" });
  });
});

test("there is no way to revoke a token", () => {
  expect(cohesity.revoke).toBeUndefined();
  expect(cohesity.change).toBeUndefined();
});

test.each<[object, RegExp | undefined]>([
  [{ otpType: "salesforce" }, /"salesforce" only in version 2/],
  [{ otpType: "salesforce", apiVersion: "v2" }, undefined],
  [{ skipForcePasswordChange: true }, undefined],
  [{ skipForcePasswordChange: true, apiVersion: "v2" }, /version 1/],
])("what goes together in a version and what does not: %j", (args, problem) => {
  const problems = cohesity.conflicts?.(args) ?? [];
  expect(problems).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
});

describe("at the emulator", () => {
  let emulator: CohesityEmulator;
  beforeEach(async () => {
    emulator = await startCohesity({
      users: { "svc-pulumi": { password }, "ad-user": { password: "other", domain: "corp.example.com" } },
      certificates: [{ certificate, privateKey, username: "svc-pulumi" }],
    });
  });
  afterEach(() => emulator.close());

  const at = (args: object = {}) => {
    const { endpoint, username, password } = emulator.credentials;
    return real(cohesity, { endpoint, username, password, ...args }).operation;
  };

  describe.each(["v1", "v2"])("in version %s", (apiVersion) => {
    test.each<[string, object]>([
      ["user and password", {}],
      ["the domain in any case", { domain: "local" }],
      ["a user of a domain", { username: "ad-user", password: "other", domain: "CORP.example.com" }],
      ["a certificate", { username: undefined, password: undefined, certificate, privateKey }],
    ])("a token is issued by %s", async (_, args) => {
      const issued = await cohesity.issue(at({ apiVersion, ...args }));
      expect(issued).toMatchObject({ accessToken: expect.any(String), tokenType: "Bearer" });
      const [entry] = await emulator.log();
      expect(entry).toMatchObject({ method: "POST", status: 201, replyTokens: [secretHash(issued.accessToken)] });
    });

    test.each<CohesityOtp["type"]>(["totp", "email"])("a one-time password of the kind %s is sent", async (type) => {
      await emulator.control({ otp: { type, code: "482913" } });
      expect(await failure(cohesity.issue(at({ apiVersion })))).toMatchObject({ code: "REQUEST_REFUSED" });
      const operation = at({ apiVersion, otpType: type, otpCode: "482913" });
      expect(await cohesity.issue(operation)).toMatchObject({ accessToken: expect.any(String) });
      expect(await failure(cohesity.issue(operation))).toMatchObject({ code: "CREDENTIAL_REFUSED" });
    });

    test("a refusal is told: wrong password, session management", async () => {
      expect(await failure(cohesity.issue(at({ apiVersion, password: "wrong-password" })))).toMatchObject({
        code: "CREDENTIAL_REFUSED",
      });
      await emulator.control({ sessionManagement: true });
      expect((await failure(cohesity.issue(at({ apiVersion })))).message).toContain("CohesityApiKey");
    });
  });

  test("a token is introspected: accepted, revoked, expired", async () => {
    const { accessToken } = await cohesity.issue(at());
    const introspect = (held: string) => cohesity.introspect?.(at(), { id: "1", accessToken: held, state: {} });
    expect(await introspect(accessToken)).toEqual({ accepted: true });
    await emulator.control({ insufficientPrivilege: true });
    expect(await introspect(accessToken)).toEqual({ accepted: true });
    await emulator.control({ revoke: { token: accessToken } });
    expect(await introspect(accessToken)).toEqual({ accepted: false });
    await emulator.control({ nextLifetime: 1 });
    const short = await cohesity.issue(at());
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await introspect(short.accessToken)).toEqual({ accepted: false });
  });
});
