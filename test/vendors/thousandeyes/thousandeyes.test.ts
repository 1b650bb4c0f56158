import type { HttpRequest } from "../../../provider/transport/message";
import { thousandEyes } from "../../../provider/vendors/thousandeyes/thousandeyes";
import { secretHash, startThousandEyes, type ThousandEyesEmulator } from "../../../testing";
import { type Answer, answered, formOf, headersOf, now, real, replyOf } from "../../support/checks/operation";

const secret = "EXAMPLE+not/a=secret";
const client = { clientId: "app-0001", clientSecret: secret };
const token = "example.opaque.value";
const held = { id: "1", accessToken: token, state: {} };
const problem = { "content-type": "application/problem+json" };

const granted: Answer = {
  headers: { "content-type": "application/json" },
  body: { access_token: token, token_type: "Bearer", expires_in: 3600, scope: "tests:read organization:read" },
};

async function issue(args: object, answer: Answer = granted) {
  const { operation, sent } = answered(thousandEyes, { ...client, ...args }, answer);
  const token = await thousandEyes.issue(operation);
  expect(sent).toHaveLength(1);
  return { token, request: sent[0] as HttpRequest };
}

/** What was thrown, which never holds a secret. */
async function failure(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "TokenError" });
  for (const hidden of [secret, token]) expect(error.message).not.toContain(hidden);
  return error;
}

describe("the request for a token", () => {
  test("is POST /v7/oauth2/token at the vendor's own address", async () => {
    const { request } = await issue({});
    expect(request).toMatchObject({ method: "POST", url: "https://api.thousandeyes.com/v7/oauth2/token" });
  });

  test.each([
    ["https://api.example.com", "https://api.example.com/v7/oauth2/token"],
    ["https://api.example.com/", "https://api.example.com/v7/oauth2/token"],
    ["https://api.example.com/v7", "https://api.example.com/v7/oauth2/token"],
    ["https://api.example.com/v7/", "https://api.example.com/v7/oauth2/token"],
    ["https://gateway.example.com/te", "https://gateway.example.com/te/v7/oauth2/token"],
  ])("goes to the endpoint %s as its tools write it, with or without the version", async (endpoint, url) => {
    expect((await issue({ endpoint })).request.url).toBe(url);
  });

  test("accepts JSON and problems, and has no header that was not asked for", async () => {
    const { request } = await issue({});
    expect(headersOf(request)).toEqual({ accept: "application/json, application/problem+json" });
  });

  test("is a form with the client in it", async () => {
    const { request } = await issue({});
    expect(formOf(request)).toEqual([
      ["grant_type", "client_credentials"],
      ["client_id", "app-0001"],
      ["client_secret", secret],
    ]);
    expect(request).not.toHaveProperty("json");
  });

  test("has the client in HTTP Basic where that is asked for, and then not in the form", async () => {
    const { request } = await issue({ clientId: "app 1", clientAuthentication: "client_secret_basic" });
    expect(formOf(request)).toEqual([["grant_type", "client_credentials"]]);
    const [, encoded = ""] = /^Basic (.+)$/.exec(headersOf(request).authorization ?? "") ?? [];
    expect(Buffer.from(encoded, "base64").toString()).toBe("app+1:EXAMPLE%2Bnot%2Fa%3Dsecret");
  });

  test.each([["tests:read organization:read"], [["tests:read", "organization:read"]]])(
    "asks for the scope %j with spaces between",
    async (scope) => {
      const { request } = await issue({ scope });
      expect(formOf(request)).toContainEqual(["scope", "organization:read tests:read"]);
    },
  );

  test("asks for scopes that no list knows", async () => {
    expect(formOf((await issue({ scope: "e2ehook:write" })).request)).toContainEqual(["scope", "e2ehook:write"]);
  });

  test("names the tenant in x-tenant-id", async () => {
    expect(headersOf((await issue({ tenantId: "wan-1" })).request)).toMatchObject({ "x-tenant-id": "wan-1" });
  });

  test("hands a user's token over in the form, and nowhere else", async () => {
    const { request } = await issue({ thousandeyesBearerToken: "user-token" });
    expect(formOf(request)).toContainEqual(["thousandeyes_bearer_token", "user-token"]);
    expect(headersOf(request)).not.toHaveProperty("authorization");
    expect(request.url).not.toContain("user-token");
  });

  test("is not sent again: it issues something", async () => {
    expect((await issue({})).request.idempotent).toBe(false);
  });
});

describe("a token in the reply", () => {
  test("has its type, lifetime and scope", async () => {
    expect((await issue({})).token).toEqual({
      accessToken: token,
      tokenType: "Bearer",
      lifetime: 3_600_000,
      grantedScope: ["tests:read", "organization:read"],
    });
  });

  test("may lack everything but itself: all fields are optional", async () => {
    const { token: issued } = await issue({}, { body: { access_token: token } });
    expect(issued).toEqual({ accessToken: token });
  });

  test("is used as a Bearer", () => {
    const headers = { Authorization: `Bearer ${token}` };
    expect(thousandEyes.requestHeaders({ accessToken: token }, {})).toEqual(headers);
    expect(thousandEyes.requestHeaders({ accessToken: token, tokenType: "bearer" }, {})).toEqual(headers);
  });

  test.each<[string, Answer]>([
    ["has no token", { body: { token_type: "Bearer", expires_in: 3600 } }],
    ["has an empty token", { body: { access_token: "" } }],
    ["is a page", { headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" }],
    ["is empty", { body: "" }],
  ])("that %s is a reply that is lost", async (_, answer) => {
    expect(await failure(issue({}, answer))).toMatchObject({
      code: "REPLY_LOST",
      message:
        "ThousandEyes answered 200, but there is no access_token in the reply; the request may have been carried out. Check the address and the proxy.",
    });
  });
});

describe("an answer that is no token", () => {
  const reserved =
    "Client credentials appear to be reserved for applications registered with ThousandEyes. Check that this client is one, and check its id and secret.";

  test.each<[string, Answer, string, string]>([
    [
      "400 as a validation error",
      {
        status: 400,
        headers: problem,
        body: {
          type: "about:blank",
          title: "Request validation failed",
          status: 400,
          detail: "Invalid fields.",
          instance: "/v7/oauth2/token",
          errors: [{ code: "EX-1", field: "grant_type", message: "unsupported value" }],
        },
      },
      "REQUEST_REFUSED",
      'ThousandEyes answered 400: "Invalid fields.; grant_type EX-1 unsupported value".',
    ],
    [
      "400 with a field that is a number, as the SDK mistypes it, and errors that are null",
      { status: 400, body: { title: "Bad", errors: [{ code: "EX-1", field: 3, message: "no" }, null] } },
      "REQUEST_REFUSED",
      'ThousandEyes answered 400: "Bad; EX-1 no".',
    ],
    [
      "400 with errors that are null",
      { status: 400, headers: problem, body: { title: "Bad Request", detail: "No.", errors: null } },
      "REQUEST_REFUSED",
      'ThousandEyes answered 400: "No.".',
    ],
    [
      "400 as RFC 6749 has it",
      { status: 400, body: { error: "invalid_scope", error_description: "Unknown scope" } },
      "REQUEST_REFUSED",
      'ThousandEyes answered 400 invalid_scope: "Unknown scope".',
    ],
    [
      "400 as RFC 6749 has it, called a problem by its content type",
      { status: 400, headers: problem, body: { error: "invalid_request" } },
      "REQUEST_REFUSED",
      "ThousandEyes answered 400 invalid_request.",
    ],
    [
      "400 unsupported_grant_type, which is what most will see",
      { status: 400, body: { error: "unsupported_grant_type", error_description: "Not for you" } },
      "REQUEST_REFUSED",
      `ThousandEyes answered 400 unsupported_grant_type: "Not for you". ${reserved}`,
    ],
    [
      "401 in the manner of OAuth under the content type of a problem",
      { status: 401, headers: problem, body: { error: "invalid_client", error_description: "Unknown client" } },
      "CREDENTIAL_REFUSED",
      `ThousandEyes answered 401 invalid_client: "Unknown client". ${reserved}`,
    ],
    ["401 without a body", { status: 401 }, "CREDENTIAL_REFUSED", `ThousandEyes answered 401. ${reserved}`],
    [
      "403",
      { status: 403, headers: problem, body: { type: "about:blank", title: "Forbidden", status: 403 } },
      "REQUEST_REFUSED",
      'ThousandEyes answered 403: "Forbidden".',
    ],
    [
      "429 of the organization's limit",
      {
        status: 429,
        headers: problem,
        body: { title: "Too Many Requests", status: 429, detail: "Exhausted rate limit for the organization" },
      },
      "REQUEST_REFUSED",
      'ThousandEyes answered 429: "Exhausted rate limit for the organization". It does not say when it accepts requests again: run again later, and the run goes on where this one stopped.',
    ],
    ["500 with a page", { status: 500, body: "<html>oops</html>" }, "REQUEST_REFUSED", "ThousandEyes answered 500."],
    ["503 in maintenance", { status: 503, body: "" }, "REQUEST_REFUSED", "ThousandEyes answered 503."],
    [
      "301, to a wrong version of the API",
      { status: 301, headers: { location: "https://elsewhere.example.com" } },
      "REQUEST_REFUSED",
      "ThousandEyes answered 301.",
    ],
  ])("%s", async (_, answer, code, message) => {
    expect(await failure(issue({}, answer))).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("400 in the shape of its older pages is told in its words", async () => {
    const body = { timestamp: 1, httpStatus: 400, errors: [{ message: "wrong" }], path: "/v7/oauth2/token" };
    expect((await failure(issue({}, { status: 400, body }))).message).toContain('ThousandEyes answered 400: "wrong". ');
  });
});

describe("introspection", () => {
  const introspect = async (answer: Answer) => {
    const { operation, sent } = answered(thousandEyes, client, answer);
    const observation = await thousandEyes.introspect?.(operation, held);
    return { observation, request: sent[0] as HttpRequest };
  };

  test("is GET /v7/users/current with the token itself, and without the client's secret", async () => {
    const { request } = await introspect({ body: { uid: "1" } });
    expect(request).toMatchObject({
      method: "GET",
      url: "https://api.thousandeyes.com/v7/users/current",
      idempotent: true,
    });
    expect(headersOf(request)).toEqual({
      accept: "application/hal+json, application/json",
      authorization: `Bearer ${token}`,
    });
    expect(JSON.stringify(request)).not.toContain(secret);
    expect(thousandEyes.introspectsWith).toBe("token");
  });

  test.each<[string, Answer, boolean]>([
    ["200 accepts it", { headers: { "content-type": "application/hal+json" }, body: { uid: "1" } }, true],
    ["403 accepts it: it lacks a scope", { status: 403, headers: problem, body: { status: 403 } }, true],
    [
      "401 does not",
      { status: 401, headers: problem, body: { error: "invalid_token", error_description: "Invalid access token" } },
      false,
    ],
    ["401 without a body does not either", { status: 401 }, false],
  ])("%s", async (_, answer, accepted) => {
    expect((await introspect(answer)).observation).toEqual({ accepted });
  });

  test.each([302, 400, 404, 406, 429, 500, 502, 503])("%d tells nothing of the token", async (status) => {
    expect(await failure(introspect({ status, headers: problem, body: { title: "Hm" } }))).toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringMatching(`^ThousandEyes answered ${status}: "Hm"\\.`),
    });
  });
});

test("there is no way to revoke a token", () => {
  expect(thousandEyes.revoke).toBeUndefined();
  expect(thousandEyes.change).toBeUndefined();
});

describe("the rate limit", () => {
  const resets = (headers: Record<string, string>) =>
    thousandEyes.limitResetsAt?.(replyOf({ status: 429, headers }), now);

  test("ends when X-Organization-Rate-Limit-Reset says, in seconds since the epoch", () => {
    expect(resets({ "x-organization-rate-limit-reset": "1900000060" })).toBe(1_900_000_060_000);
  });

  test("ends so many seconds from now where the number is too small for a date", () => {
    expect(resets({ "x-organization-rate-limit-reset": "42" })).toBe(now + 42_000);
    expect(resets({ "x-organization-rate-limit-reset": "0" })).toBe(now);
  });

  test("ends who knows when, without the header or with one that is no number", () => {
    expect(resets({})).toBeUndefined();
    expect(resets({ "x-organization-rate-limit-reset": "soon" })).toBeUndefined();
  });
});

describe("at the emulator", () => {
  let emulator: ThousandEyesEmulator;
  beforeEach(async () => {
    emulator = await startThousandEyes({ clients: { "app 1:+%": "s+cret:/%=& é" } });
  });
  afterEach(() => emulator.close());

  const issueAt = async (args: object = {}) => {
    const { operation } = real(thousandEyes, { ...emulator.credentials, ...args });
    return thousandEyes.issue(operation);
  };

  test.each(["client_secret_post", "client_secret_basic"])(
    "a token is issued by %s, for an id and a secret of any characters",
    async (clientAuthentication) => {
      const issued = await issueAt({ clientAuthentication, scope: "tests:read organization:read", tenantId: "wan-1" });
      expect(issued).toEqual({
        accessToken: expect.any(String),
        tokenType: "Bearer",
        lifetime: 3_600_000,
        grantedScope: ["organization:read", "tests:read"],
      });
      const [entry] = await emulator.log();
      expect(entry).toMatchObject({
        method: "POST",
        path: "/v7/oauth2/token",
        status: 200,
        headers: { "x-tenant-id": "wan-1", "content-type": "application/x-www-form-urlencoded" },
        replyTokens: [secretHash(issued.accessToken)],
      });
    },
  );

  test("a token is introspected: accepted, lacking scope, and no longer accepted", async () => {
    const { accessToken } = await issueAt();
    const { operation } = real(thousandEyes, { endpoint: emulator.endpoint });
    const introspect = () => thousandEyes.introspect?.(operation, { ...held, accessToken });
    expect(await introspect()).toEqual({ accepted: true });
    await emulator.control({ insufficientScope: true });
    expect(await introspect()).toEqual({ accepted: true });
    await emulator.control({ revoke: { token: accessToken } });
    expect(await introspect()).toEqual({ accepted: false });
  });

  test("the limit is waited for as its headers say, and the token is issued once", async () => {
    await emulator.control({ limit: { remaining: 0, resetInSeconds: 1 } });
    expect(await issueAt()).toMatchObject({ accessToken: expect.any(String) });
    expect((await emulator.log()).map(({ status }) => status)).toEqual([429, 200]);
  });

  test.each<[string, string, Parameters<ThousandEyesEmulator["control"]>[0]]>([
    ["unsupported_grant_type", "REQUEST_REFUSED", { unsupportedGrant: true }],
    ["invalid_client", "CREDENTIAL_REFUSED", { lockAccount: true }],
  ])("%s is told", async (word, code, control) => {
    await emulator.control(control);
    expect(await failure(issueAt())).toMatchObject({ code, message: expect.stringContaining(word) });
  });
});
