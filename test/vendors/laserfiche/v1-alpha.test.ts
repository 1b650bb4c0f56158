import type { HttpRequest } from "../../../provider/transport/message";
import { laserfiche } from "../../../provider/vendors/laserfiche/v1-alpha";
import { type LaserficheEmulator, startLaserfiche } from "../../../testing";
import { type Answer, answered, headersOf, now, real } from "../../support/checks/operation";

const password = "EXAMPLE+not/a=secret";
const token = "RXhhbXBsZVRva2Vu+Zm9y/ZG9jcw==";
const session = { repositoryId: "r-0a1b2c3d", customerId: "100200300", username: "svc-sync", password };
const held = { id: "1", accessToken: token, state: {} };
const base = "https://api.laserfiche.com/repository/v1-alpha/Repositories/r-0a1b2c3d";
const context = "https://api.laserfiche.com/repository/v1-alpha/$metadata#Laserfiche.Repository.SessionKeyInfo";
const created: Answer = {
  body: { "@odata.context": context, authToken: token, expireTime: "2030-03-04T05:06:07.1234567Z" },
};
const end = Date.UTC(2030, 2, 4, 5, 6, 7, 123);

const exception = (statusCode: number, message: string): Answer => ({
  status: statusCode,
  body: { operationId: "4f0e", message, errorCode: 9030, errorClass: "Session", statusCode, errorSource: "LFServer" },
});
const problem = (status: number, title: string): Answer => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: "accessDenied", title, status, operationId: "4f0e", instance: "/repository", traceId: "00-1" },
});

async function issue(args: object = {}, answer: Answer = created) {
  const { operation, sent } = answered(laserfiche, { ...session, ...args }, answer);
  const issued = await laserfiche.issue(operation);
  expect(sent).toHaveLength(1);
  return { issued, request: sent[0] as HttpRequest };
}

async function change(answer: Answer, args: object = {}) {
  const { operation, sent } = answered(laserfiche, { ...session, ...args }, answer);
  const changed = await laserfiche.change?.(operation, held, { renewal: true, changes: [] });
  return { changed, request: sent[0] as HttpRequest };
}

async function revoke(answer: Answer) {
  const { operation, sent } = answered(laserfiche, session, answer);
  return { revoked: await laserfiche.revoke?.(operation, held), request: sent[0] as HttpRequest };
}

async function introspect(answer: Answer) {
  const { operation, sent } = answered(laserfiche, session, answer);
  return { observation: await laserfiche.introspect?.(operation, held), request: sent[0] as HttpRequest };
}

/** What was thrown, which never holds a secret. */
async function failure(run: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  for (const hidden of [password, token]) expect(error.message).not.toContain(hidden);
  return error;
}

describe("the request for a session", () => {
  test("is POST .../AccessTokens/Create with JSON, and is not sent again", async () => {
    const { request } = await issue();
    expect(request).toEqual({
      method: "POST",
      url: `${base}/AccessTokens/Create?customerId=100200300`,
      json: { username: "svc-sync", password },
      idempotent: false,
    });
  });

  test.each([
    ["https://api.laserfiche.ca/repository/", "https://api.laserfiche.ca/repository/v1-alpha/"],
    ["https://api.laserfiche.ca/repository/v1-alpha", "https://api.laserfiche.ca/repository/v1-alpha/"],
    ["https://lf.example.org/LFRepositoryAPI", "https://lf.example.org/LFRepositoryAPI/v1-alpha/"],
  ])("goes to the endpoint %s, with or without the version", async (endpoint, start) => {
    expect((await issue({ endpoint })).request.url).toMatch(new RegExp(`^${start}Repositories/r-`));
  });

  test("has the repository encoded in its path", async () => {
    const { request } = await issue({ repositoryId: "Human Resources/ä" });
    expect(request.url).toContain("/Repositories/Human%20Resources%2F%C3%A4/AccessTokens/Create");
  });

  test("has no query where there is nothing to ask", async () => {
    expect((await issue({ customerId: undefined })).request.url).toBe(`${base}/AccessTokens/Create`);
    expect((await issue({ customerId: undefined, createCookie: false })).request.url).not.toContain("?");
  });

  test("asks for a cookie, and names the application", async () => {
    const { request } = await issue({ createCookie: true, applicationName: "pulumi-tokens" });
    expect(request.url).toBe(`${base}/AccessTokens/Create?customerId=100200300&createCookie=true`);
    expect(request.json).toEqual({ username: "svc-sync", password, applicationName: "pulumi-tokens" });
  });

  test("takes no account that is not a number", async () => {
    await expect(issue({ customerId: "acme" })).rejects.toThrow("must be the number of the account");
  });

  test.each([{ sessionKey: "EXAMPLE-session-key" }, { samlToken: "EXAMPLE-saml-token" }])(
    "may prove itself by %j alone",
    async (proof) => {
      const { request } = await issue({ username: undefined, password: undefined, ...proof });
      expect(JSON.parse(JSON.stringify(request.json))).toEqual(proof);
    },
  );
});

describe("a session in the reply", () => {
  test("has its end with seven fractional digits, and none of OData's members", async () => {
    expect((await issue()).issued).toEqual({ accessToken: token, expiresAt: end, warnings: [] });
  });

  test.each([
    ["2030-03-04T05:06:07Z", Date.UTC(2030, 2, 4, 5, 6, 7)],
    ["2030-03-04T05:06:07.1234567", end],
    ["2030-03-04T07:06:07.1234567+02:00", end],
  ])("may end %s", async (expireTime, expiresAt) => {
    expect((await issue({}, { body: { authToken: token, expireTime } })).issued).toMatchObject({ expiresAt });
  });

  test.each([undefined, null])("may name no end (%s)", async (expireTime) => {
    const { issued } = await issue({}, { body: { authToken: token, expireTime } });
    expect(issued).toEqual({ accessToken: token, warnings: [] });
  });

  test("with an end that is no date is kept, and cannot be used", async () => {
    const { issued } = await issue({}, { body: { authToken: token, expireTime: "soon" } });
    expect(issued).toMatchObject({ accessToken: token, unusable: "its end (expireTime) is not a date" });
  });

  test("that is over by this machine's clock says so", async () => {
    const { issued } = await issue({}, { body: { authToken: token, expireTime: new Date(now - 1000).toISOString() } });
    expect(issued.warnings).toEqual([expect.stringMatching(/check the clock/)]);
  });

  test("has the cookies as a request sends them, whatever their names", async () => {
    const first = "LF=a%2Bb==; Expires=Wed, 21 Oct 2030 07:28:00 GMT; Path=/; HttpOnly";
    const answer = { ...created, headers: { "set-cookie": `${first}, second=x; Secure` } };
    const { issued } = await issue({ createCookie: true }, answer);
    expect(issued.outputs).toEqual({ cookie: "LF=a%2Bb==; second=x" });
    expect(laserfiche.secretOutputs).toContain("cookie");
    expect((await issue({}, answer)).issued).not.toHaveProperty("outputs");
  });

  test("without the cookie that was asked for says so", async () => {
    const { issued } = await issue({ createCookie: true });
    expect(issued.warnings).toEqual([expect.stringMatching(/no cookie/)]);
  });

  test.each<[string, Answer]>([
    ["has no token", { body: { expireTime: "2030-03-04T05:06:07Z" } }],
    ["is a page", { body: "<html>Sign in</html>" }],
  ])("that %s is a reply that is lost", async (_, answer) => {
    expect(await failure(issue({}, answer))).toMatchObject({ code: "REPLY_LOST" });
  });

  test("is used as a Bearer, as it stands", () => {
    expect(laserfiche.requestHeaders({ accessToken: token }, {})).toEqual({ Authorization: `Bearer ${token}` });
  });
});

describe("an answer that is no session", () => {
  const words = "Laserfiche v1-alpha answered";

  test.each<[string, Answer, string, RegExp]>([
    [
      "401 as an APIServerException",
      exception(401, "Wrong."),
      "CREDENTIAL_REFUSED",
      /401 9030: "Wrong.; operation 4f0e"\. Check/,
    ],
    ["401 as ProblemDetails", problem(401, "Wrong."), "CREDENTIAL_REFUSED", /401: "Wrong.; operation 4f0e"\. Check/],
    [
      "400",
      exception(400, "Invalid or bad request."),
      "REQUEST_REFUSED",
      /400 9030: "Invalid or bad request\.; operation/,
    ],
    [
      "403",
      problem(403, "Access denied."),
      "REQUEST_REFUSED",
      /403: "Access denied\.; operation 4f0e"\. Check the permissions of this account\.$/,
    ],
    [
      "404",
      problem(404, "repository not found"),
      "REQUEST_REFUSED",
      /404: "repository not found; .*"\. Check repositoryId/,
    ],
    ["429", exception(429, "Rate limit is reached."), "REQUEST_REFUSED", /429 9030: "Rate limit is reached\./],
    [
      "500 with a page",
      { status: 500, body: "<html>oops</html>" },
      "REQUEST_REFUSED",
      /500\. The server, or one before it, failed: run again later\.$/,
    ],
    ["302", { status: 302 }, "REQUEST_REFUSED", /302\. Redirects are not followed: check the address\.$/],
    [
      "an error in headers alone",
      { status: 403, headers: { "x-apiserver-error": "No%20seats%20left", "x-requestid": "77" } },
      "REQUEST_REFUSED",
      /403: "No seats left; operation 77"/,
    ],
    [
      "a header that is not encoded",
      { status: 403, headers: { "x-apiserver-error": "100%" } },
      "REQUEST_REFUSED",
      /"100%"/,
    ],
  ])("%s", async (_, answer, code, message) => {
    const error = await failure(issue({}, answer));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.message).toContain(words);
  });
});

describe("introspection", () => {
  test("is GET .../AuditReasons with the token itself, and never Refresh, which extends it", async () => {
    const { request } = await introspect({ body: {} });
    expect(request).toMatchObject({ method: "GET", url: `${base}/AuditReasons`, idempotent: true });
    expect(headersOf(request)).toEqual({ authorization: `Bearer ${token}` });
    expect(laserfiche.introspectsWith).toBe("token");
  });

  test.each<[string, Answer, boolean]>([
    ["200 accepts it", { body: { deleteEntry: [] } }, true],
    ["403 accepts it: it may not list audit reasons", exception(403, "Access denied"), true],
    ["401 does not", exception(401, "Access token is invalid or expired."), false],
    ["401 as ProblemDetails does not", problem(401, "Access token is invalid or expired."), false],
  ])("%s", async (_, answer, accepted) => {
    expect((await introspect(answer)).observation).toEqual({ accepted });
  });

  test.each([302, 400, 404, 429, 500, 503])("%d tells nothing of the token", async (status) => {
    expect(await failure(introspect({ status }))).toMatchObject({ code: "REQUEST_REFUSED" });
  });
});

describe("renewal", () => {
  const renewed: Answer = { body: { "@odata.context": "x", value: "2030-03-04T05:06:07.1234567Z" } };

  test("is POST .../AccessTokens/Refresh with the token itself, without a body", async () => {
    const { request, changed } = await change(renewed);
    expect(request).toEqual({
      method: "POST",
      url: `${base}/AccessTokens/Refresh`,
      headers: { Authorization: `Bearer ${token}` },
      idempotent: true,
    });
    expect(changed).toEqual({ renewed: true, expiresAt: end });
    expect([laserfiche.changesWith, laserfiche.renewsInPlace?.({}, {})]).toEqual(["token", true]);
  });

  test.each(["1234", "timeout=3600"])("sends keepAlive %s as it is", async (keepAlive) => {
    expect((await change(renewed, { keepAlive })).request.connectionHeaders).toEqual({ "Keep-Alive": keepAlive });
  });

  test.each(["one\r\ntwo", "später"])("keepAlive %j cannot go into a header, and is refused", (keepAlive) => {
    expect(() => answered(laserfiche, { ...session, keepAlive })).toThrow(/Argument "keepAlive" must/);
  });

  test("answered 401 tells that the token is dead", async () => {
    for (const answer of [exception(401, "Access token is invalid or expired."), problem(401, "Expired.")]) {
      expect(await failure(change(answer))).toMatchObject({
        changed: { accepted: false },
        cause: { code: "REQUEST_REFUSED" },
        message: expect.stringMatching(/answered 401.*The next pulumi up issues another\.$/),
      });
    }
  });

  test.each([400, 403, 404, 429, 500])("answered %d tells nothing of the token", async (status) => {
    const error = await failure(change({ status }));
    expect(error).toMatchObject({ code: "REQUEST_REFUSED" });
    expect(error).not.toHaveProperty("changed");
  });

  test.each<Answer>([{ body: {} }, { body: { value: "soon" } }, { body: "" }])(
    "answered 200 without an end (%j) is a reply that is lost",
    async (answer) => {
      expect(await failure(change(answer))).toMatchObject({ code: "REPLY_LOST" });
    },
  );

  test("sends nothing where only a secret changed", async () => {
    const { operation, sent } = answered(laserfiche, session);
    expect(await laserfiche.change?.(operation, held, { renewal: false, changes: [] })).toEqual({});
    expect(sent).toEqual([]);
  });
});

describe("revocation", () => {
  test("is POST .../AccessTokens/Invalidate with the token itself", async () => {
    const { request, revoked } = await revoke({ body: { "@odata.context": "x", value: true } });
    expect(request).toEqual({
      method: "POST",
      url: `${base}/AccessTokens/Invalidate`,
      headers: { Authorization: `Bearer ${token}` },
      idempotent: true,
    });
    expect(revoked).toBe(true);
    expect(laserfiche.revokesWith).toBe("token");
  });

  test.each([exception(401, "Access token is invalid or expired."), problem(401, "Expired.")])(
    "counts 401 as gone already",
    async (answer) => {
      expect((await revoke(answer)).revoked).toBe(true);
    },
  );

  test.each<[string, Answer, string, RegExp]>([
    ["value: false", { body: { value: false } }, "REQUEST_REFUSED", /value: false".*not revoked/],
    ["200 without a value", { body: {} }, "REPLY_LOST", /does not say whether the token was revoked/],
    ["403", exception(403, "Access denied."), "REQUEST_REFUSED", /answered 403 9030: "Access denied/],
    ["404", { status: 404 }, "REQUEST_REFUSED", /answered 404/],
    ["500", { status: 500 }, "REQUEST_REFUSED", /answered 500/],
  ])("%s means that it was not revoked", async (_, answer, code, message) => {
    expect(await failure(revoke(answer))).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("at the emulator", () => {
  let emulator: LaserficheEmulator;
  beforeEach(async () => {
    emulator = await startLaserfiche({ users: { "svc reports": "pa ss+/=%&é" } });
  });
  afterEach(() => emulator.close());

  test("a token is issued, introspected, renewed with Keep-Alive, and revoked", async () => {
    const { operation } = real(laserfiche, { ...emulator.credentials, createCookie: true, keepAlive: "timeout=1800" });
    const { accessToken, expiresAt = 0, outputs } = await laserfiche.issue(operation);
    expect(outputs).toEqual({ cookie: expect.stringContaining("=") });
    const its = { ...held, accessToken };
    expect(await laserfiche.introspect?.(operation, its)).toEqual({ accepted: true });
    const changed = await laserfiche.change?.(operation, its, { renewal: true, changes: [] });
    expect(changed?.expiresAt).toBeGreaterThan(expiresAt);
    expect((await emulator.log()).at(-1)?.headers["keep-alive"]).toBe("timeout=1800");
    expect(await laserfiche.revoke?.(operation, its)).toBe(true);
    expect(await laserfiche.introspect?.(operation, its)).toEqual({ accepted: false });
    expect(await laserfiche.revoke?.(operation, its)).toBe(true);
    await expect(laserfiche.change?.(operation, its, { renewal: true, changes: [] })).rejects.toMatchObject({
      changed: { accepted: false },
    });
  });

  test("a wrong password is told as a refused credential", async () => {
    const { operation } = real(laserfiche, { ...emulator.credentials, password: "wrong" });
    expect(await failure(laserfiche.issue(operation))).toMatchObject({ code: "CREDENTIAL_REFUSED" });
  });
});

test("more than one proof at a time is refused", () => {
  expect(laserfiche.conflicts?.({ password, samlToken: "x" } as never)).toEqual([
    'Give only one of "password" and "samlToken": each is a complete login.',
  ]);
  expect(laserfiche.conflicts?.({ password } as never)).toEqual([]);
});
