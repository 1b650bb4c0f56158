import type { HttpRequest } from "../../../provider/transport/message";
import { laserficheServer } from "../../../provider/vendors/laserfiche/server";
import { type LaserficheServerEmulator, startLaserficheServer } from "../../../testing";
import { check, withoutCredentialsInEnvironment } from "../../support/checks/checked";
import { type Answer, answered, formOf, headersOf, real } from "../../support/checks/operation";

const password = "EXAMPLE+not/a=secret";
const token = "eyJ.example.value";
const user = {
  endpoint: "https://lf.example.org/LFRepositoryAPI",
  repositoryId: "Human Resources",
  username: "EXAMPLE\\svc",
  password,
};
const held = { id: "1", accessToken: token, state: {} };
const base = "https://lf.example.org/LFRepositoryAPI/v1/Repositories/Human%20Resources";
const granted: Answer = { body: { access_token: token, token_type: "bearer", expires_in: 900 } };

const problem = (status: number, title: string): Answer => ({
  status,
  body: { type: "accessDenied", title, status, operationId: "4f0e", traceId: "00-1" },
});

async function issue(args: object = {}, answer: Answer = granted) {
  const { operation, sent } = answered(laserficheServer, { ...user, ...args }, answer);
  const issued = await laserficheServer.issue(operation);
  expect(sent).toHaveLength(1);
  return { issued, request: sent[0] as HttpRequest };
}

async function introspect(answer: Answer, args: object = {}) {
  const { operation, sent } = answered(laserficheServer, { ...user, ...args }, answer);
  return { observation: await laserficheServer.introspect?.(operation, held), request: sent[0] as HttpRequest };
}

/** What was thrown, which never holds a secret. */
async function failure(run: Promise<unknown>): Promise<Error> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  for (const hidden of [password, token]) expect(error.message).not.toContain(hidden);
  return error;
}

describe("the request for a token", () => {
  test("is POST .../Repositories/{id}/Token with the password grant as a form, and is not sent again", async () => {
    const { request } = await issue();
    expect(request).toMatchObject({ method: "POST", url: `${base}/Token`, idempotent: false });
    expect(formOf(request)).toEqual([
      ["grant_type", "password"],
      ["username", "EXAMPLE\\svc"],
      ["password", password],
    ]);
    expect(headersOf(request)).toEqual({});
  });

  test.each(["svc@example.org", "EXAMPLE\\svc", "søren"])("takes the user %s", async (username) => {
    expect(formOf((await issue({ username })).request)).toContainEqual(["username", username]);
  });

  test.each([
    ["https://lf.example.org/LFRepositoryAPI/", undefined, "/LFRepositoryAPI/v1/Repositories/"],
    ["https://lf.example.org/LFRepositoryAPI/v1", undefined, "/LFRepositoryAPI/v1/Repositories/"],
    ["https://lf.example.org/LFRepositoryAPI/v2", undefined, "/LFRepositoryAPI/v1/Repositories/"],
    ["https://lf.example.org/LFRepositoryAPI", "v2", "/LFRepositoryAPI/v2/Repositories/"],
  ])("goes to the endpoint %s in the version %s", async (endpoint, apiVersion, path) => {
    expect((await issue({ endpoint, apiVersion })).request.url).toBe(
      `https://lf.example.org${path}Human%20Resources/Token`,
    );
  });
});

describe("a token in the reply", () => {
  test.each<[string, object, object, number]>([
    ["expires_in", { expires_in: 900 }, {}, 900_000],
    ["expire_in, as the vendor's schema misspells it", { expire_in: 1200 }, {}, 1_200_000],
    ["expires_in before expire_in", { expires_in: 900, expire_in: 1200 }, {}, 900_000],
    ["a text", { expires_in: "900" }, {}, 900_000],
    ["neither", {}, {}, 900_000],
    ["neither, and the user's own assumption", {}, { assumedLifetime: "8 hours" }, 28_800_000],
    ["a lifetime, which goes before the user's assumption", { expires_in: 60 }, { assumedLifetime: "8 hours" }, 60_000],
  ])("has the lifetime of %s", async (_, body, args, lifetime) => {
    const { issued } = await issue(args, { body: { access_token: token, token_type: "bearer", ...body } });
    expect(issued).toMatchObject({ accessToken: token, tokenType: "bearer", lifetime });
    expect(issued.unusable).toBeUndefined();
  });

  test("whose lifetime is no number is kept, and cannot be used", async () => {
    const { issued } = await issue({}, { body: { access_token: token, expires_in: "soon" } });
    expect(issued).toMatchObject({ accessToken: token, unusable: expect.stringContaining("expires_in") });
    expect(issued.lifetime).toBeUndefined();
  });

  test("may come with a refresh token, which is a secret", async () => {
    const { issued } = await issue({}, { body: { access_token: token, refresh_token: "r" } });
    expect(issued.outputs).toEqual({ refreshToken: "r" });
    expect(laserficheServer.secretOutputs).toContain("refreshToken");
  });

  test("is used as a Bearer", () => {
    const headers = { Authorization: `Bearer ${token}` };
    expect(laserficheServer.requestHeaders({ accessToken: token, tokenType: "bearer" }, {})).toEqual(headers);
  });

  test.each<[string, Answer]>([
    ["has no token", { body: { token_type: "bearer" } }],
    ["is a page", { body: "<html>Sign in</html>" }],
  ])("that %s is a reply that is lost", async (_, answer) => {
    expect(await failure(issue({}, answer))).toMatchObject({ code: "REPLY_LOST" });
  });
});

test.each<[string, Answer, string, RegExp]>([
  ["401", problem(401, "Wrong."), "CREDENTIAL_REFUSED", /answered 401: "Wrong\.; operation 4f0e"\. Check username and/],
  [
    "404",
    problem(404, "Not found."),
    "REQUEST_REFUSED",
    /answered 404: "Not found\.;.*"\. Check endpoint and repositoryId/,
  ],
  [
    "400",
    problem(400, "Bad."),
    "REQUEST_REFUSED",
    /answered 400: "Bad\.; operation 4f0e"\. Check the arguments of the resource\.$/,
  ],
  ["403", problem(403, "Denied."), "REQUEST_REFUSED", /answered 403: "Denied\.;/],
  ["429", problem(429, "Too many."), "REQUEST_REFUSED", /answered 429: "Too many\.;/],
  [
    "500 with a page",
    { status: 500, body: "<html>oops</html>" },
    "REQUEST_REFUSED",
    /answered 500\. The server, or one before it, failed: run again later\.$/,
  ],
  [
    "an APIServerException",
    { status: 400, body: { message: "Bad.", errorCode: 7 } },
    "REQUEST_REFUSED",
    /400 7: "Bad\."/,
  ],
])("an answer %s is told in the server's words", async (_, answer, code, message) => {
  const error = await failure(issue({}, answer));
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(error.message).toContain("The Laserfiche API Server");
});

describe("introspection", () => {
  test("asks for the root folder with the token, and never for the list, which needs none", async () => {
    const { request } = await introspect({ body: {} });
    expect(request).toMatchObject({ method: "GET", url: `${base}/Entries/1`, idempotent: true });
    expect(headersOf(request)).toEqual({ authorization: `Bearer ${token}` });
    expect((await introspect({ body: {} }, { apiVersion: "v2" })).request.url).toContain("/v2/Repositories/Human");
    expect(laserficheServer.introspectsWith).toBe("token");
  });

  test.each<[string, Answer, boolean]>([
    ["200 accepts it", { body: { id: 1 } }, true],
    ["403 accepts it: it may not read the folder", problem(403, "Denied."), true],
    ["401 does not: it ended, or was idle too long", problem(401, "Expired."), false],
  ])("%s", async (_, answer, accepted) => {
    expect((await introspect(answer)).observation).toEqual({ accepted });
  });

  test.each([302, 400, 404, 429, 500, 503])("%d tells nothing of the token", async (status) => {
    expect(await failure(introspect({ status }))).toMatchObject({ code: "REQUEST_REFUSED" });
  });
});

test("there is no way to renew or revoke a token", () => {
  expect([laserficheServer.revoke, laserficheServer.change]).toEqual([undefined, undefined]);
});

describe("in the stack's configuration", () => {
  withoutCredentialsInEnvironment();

  test("a repository and a user whose names are digits are texts all the same", async () => {
    const set = { ...user, repositoryId: 2024, username: 4711 };
    const configuration = { "access-tokens:laserficheServer": JSON.stringify(set) };
    const { inputs, reasons } = await check(laserficheServer, {}, { configuration });
    expect(reasons).toEqual([]);
    expect(inputs).toEqual({ endpoint: user.endpoint, repositoryId: "2024", username: "4711" });
    const lost = { "access-tokens:laserficheServer": '{"repositoryId":12345678901234567890}' };
    const refused = await check(laserficheServer, {}, { configuration: lost });
    expect(refused.reasons).toContainEqual(expect.stringMatching(/^Argument "repositoryId" in .* must be a string/));
  });
});

describe("at the emulator", () => {
  let emulator: LaserficheServerEmulator;
  beforeEach(async () => {
    emulator = await startLaserficheServer({ repositoryId: "Räume / 1", users: { "EX\\svc reports": "pa ss+/=%&é" } });
  });
  afterEach(() => emulator.close());

  test.each(["v1", "v2"])("a token is issued for any characters, and introspected, in %s", async (apiVersion) => {
    const { operation } = real(laserficheServer, { ...emulator.credentials, apiVersion });
    const { accessToken, lifetime } = await laserficheServer.issue(operation);
    expect(lifetime).toBe(900_000);
    const introspected = () => laserficheServer.introspect?.(operation, { ...held, accessToken });
    expect(await introspected()).toEqual({ accepted: true });
    await emulator.control({ revoke: { token: accessToken }, repositoryList: true });
    expect(await introspected()).toEqual({ accepted: false });
  });

  test("the misspelt lifetime and none at all are read", async () => {
    const { operation } = real(laserficheServer, { ...emulator.credentials });
    await emulator.control({ misspeltLifetime: true, nextLifetime: 120 });
    expect(await laserficheServer.issue(operation)).toMatchObject({ lifetime: 120_000 });
    await emulator.control({ nextLifetime: null });
    expect(await laserficheServer.issue(operation)).toMatchObject({ lifetime: 900_000 });
  });

  test.each<[object, string]>([
    [{ password: "wrong" }, "CREDENTIAL_REFUSED"],
    [{ username: "nobody" }, "CREDENTIAL_REFUSED"],
    [{ repositoryId: "Finance" }, "REQUEST_REFUSED"],
  ])("%j is told", async (args, code) => {
    const { operation } = real(laserficheServer, { ...emulator.credentials, ...args });
    expect(await failure(laserficheServer.issue(operation))).toMatchObject({ code });
  });
});
