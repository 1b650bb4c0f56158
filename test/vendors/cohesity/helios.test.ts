import type { HttpRequest } from "../../../provider/transport/message";
import { helios } from "../../../provider/vendors/cohesity/helios";
import { type HeliosEmulator, startHelios } from "../../../testing";
import { type Answer, answered, headersOf, real } from "../../support/checks/operation";

const password = "EXAMPLE+not/a=secret";
const adminApiKey = "11111111-2222-3333-4444-555555555555";
const longId = "9223372036854775807";
const login = { username: "svc-pulumi", password, adminApiKey };
const token = "example.opaque.value";

const granted: Answer = {
  status: 201,
  body: { accessToken: token, tokenType: "Bearer", privileges: ["CLUSTER_VIEW"] },
};

async function issue(args: object, answer: Answer = granted) {
  const { operation, sent } = answered(helios, { ...login, ...args }, answer);
  const issued = await helios.issue(operation);
  const request = sent[0] as HttpRequest;
  return { issued, request, body: JSON.parse(JSON.stringify(request.json)) as unknown };
}

async function introspect(args: object, answer: Answer) {
  const { operation, sent } = answered(helios, { ...login, ...args }, answer);
  const observation = await helios.introspect?.(operation, { id: "1", accessToken: token, state: {} });
  return { observation, request: sent[0] as HttpRequest };
}

async function failure(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "TokenError" });
  for (const hidden of [password, token, adminApiKey]) expect(error.message).not.toContain(hidden);
  return error;
}

describe("the request for a token", () => {
  test("is POST /v2/access-tokens at Helios with the API key, and is not sent again", async () => {
    const { body, request } = await issue({});
    const url = "https://helios.cohesity.com/v2/access-tokens";
    expect(request).toMatchObject({ method: "POST", url, idempotent: false });
    expect(headersOf(request)).toEqual({ apikey: adminApiKey });
    expect(body).toEqual({ username: "svc-pulumi", password });
  });

  test("names the cluster and the region in headers, the id digit for digit", async () => {
    const { request } = await issue({ accessClusterId: longId, regionId: "us-east-1" });
    expect(request.headers).toEqual({ apiKey: adminApiKey, accessClusterId: longId, regionId: "us-east-1" });
  });

  test("has the keys of user and password, also by certificate", async () => {
    const certificate = "EXAMPLE CERTIFICATE";
    const privateKey = "EXAMPLE KEY";
    const { body } = await issue({ username: undefined, password: undefined, certificate, privateKey });
    expect(body).toEqual({ username: null, password: null, certificate, privateKey });
  });

  test("has the domain, and a one-time password in mfaParams", async () => {
    const { body } = await issue({ domain: "corp.example.com", otpType: "totp", otpCode: "482913" });
    expect(body).toMatchObject({ domain: "corp.example.com", mfaParams: { otpType: "totp", otpCode: "482913" } });
  });

  test.each([[9007199254740992], [1.5], [-1], ["12ab"], [""], ["12345678901234567890"]])(
    "takes no cluster id like %j",
    (accessClusterId) => {
      expect(helios.arguments.accessClusterId?.type.safeParse(accessClusterId).success).toBe(false);
    },
  );
});

test("a cluster id that stack configuration made a number is taken while it is exact", async () => {
  expect((await issue({ accessClusterId: 9007199254740991 })).request.headers).toMatchObject({
    accessClusterId: "9007199254740991",
  });
  const failed = helios.arguments.accessClusterId?.type.safeParse(2 ** 53);
  expect(failed?.error?.issues[0]?.message).toContain("--type string");
});

test("a token in the reply is that of a cluster, and lives for a day", async () => {
  expect((await issue({})).issued).toEqual({
    accessToken: token,
    tokenType: "Bearer",
    outputs: { privileges: ["CLUSTER_VIEW"] },
  });
  expect(helios.assumedLifetime).toBe(86_400_000);
  expect(helios.requestHeaders({ accessToken: token }, {})).toEqual({ Authorization: `Bearer ${token}` });
  expect(helios.revoke).toBeUndefined();
});

test.each<[string, Answer, string, string]>([
  [
    "no valid API key",
    { status: 401, body: { errorCode: "KStatusUnauthorized", message: "Authentication failed: Unauthorized access." } },
    "CREDENTIAL_REFUSED",
    'Helios answered 401 KStatusUnauthorized: "Authentication failed: Unauthorized access.". Check adminApiKey',
  ],
  [
    "wrong credentials",
    { status: 400, body: { errorCode: "KValidationError", message: "Invalid Username or Password" } },
    "CREDENTIAL_REFUSED",
    "Check adminApiKey, username, password",
  ],
  [
    "session management",
    { status: 400, body: { errorCode: "KValidationError", message: "Access denied" } },
    "REQUEST_REFUSED",
    'Use the class CohesityApiKey with system: "helios"',
  ],
  ["another error", { status: 404, body: { errorCode: "KEntityNotExist", message: "No" } }, "REQUEST_REFUSED", '"No"'],
])("a refusal is told: %s", async (_, answer, code, message) => {
  expect(await failure(issue({}, answer))).toMatchObject({ code, message: expect.stringContaining(message) });
});

describe("introspection", () => {
  test("is off unless asked for", () => {
    expect(helios.introspectsByDefault).toBe(false);
  });

  test("is GET sessionUser with the token and the routing headers, and never with the API key", async () => {
    const routing = { accessClusterId: longId, regionId: "us-east-1" };
    const { request } = await introspect(routing, { body: { username: "svc-pulumi" } });
    const url = "https://helios.cohesity.com/irisservices/api/v1/public/sessionUser";
    expect(request).toMatchObject({ method: "GET", url, idempotent: true });
    expect(request.headers).toEqual({ Authorization: `Bearer ${token}`, ...routing });
    expect(JSON.stringify(request)).not.toContain(adminApiKey);
    expect(helios.introspectsWith).toBe("token");
  });

  test.each<[number, object, boolean]>([
    [200, { username: "svc-pulumi" }, true],
    [403, { errorCode: "KPrivilegeError" }, true],
    [401, { errorCode: "KStatusUnauthorized", message: "Authentication failed: Unauthorized access." }, false],
  ])("%d says whether it is accepted", async (status, body, accepted) => {
    expect((await introspect({}, { status, body })).observation).toEqual({ accepted });
  });

  test.each([404, 429, 500])("%d tells nothing of the token", async (status) => {
    expect(await failure(introspect({}, { status, body: { message: "Hm" } }))).toMatchObject({
      message: expect.stringMatching(`^Helios answered ${status}: "Hm"\\.`),
    });
  });
});

describe("at the emulator", () => {
  let emulator: HeliosEmulator;
  beforeEach(async () => {
    emulator = await startHelios();
  });
  afterEach(() => emulator.close());

  const at = (args: object = {}) => real(helios, { ...emulator.credentials, ...args }).operation;

  test("a token is issued for the cluster, accepted there alone, and no longer once revoked", async () => {
    const { accessToken } = await helios.issue(at());
    const introspect = (args: object = {}) => helios.introspect?.(at(args), { id: "1", accessToken, state: {} });
    expect(await introspect()).toEqual({ accepted: true });
    expect(await introspect({ accessClusterId: "9007199254740995", regionId: "eu-west-1" })).toEqual({
      accepted: false,
    });
    await emulator.control({ revoke: { token: accessToken } });
    expect(await introspect()).toEqual({ accepted: false });
  });

  test("without a valid API key none is issued", async () => {
    expect(await failure(helios.issue(at({ adminApiKey: "none-such" })))).toMatchObject({ code: "CREDENTIAL_REFUSED" });
  });
});
