import { createPublicKey, generateKeyPairSync, type JsonWebKey, randomUUID, verify } from "node:crypto";
import type { HttpRequest } from "../../../provider/transport/message";
import { readAccessKey } from "../../../provider/vendors/laserfiche/access-key";
import { laserficheCloud } from "../../../provider/vendors/laserfiche/cloud";
import { type LaserficheCloudEmulator, startLaserficheCloud } from "../../../testing";
import { type Answer, answered, formOf, headersOf, now, real } from "../../support/checks/operation";

const servicePrincipalKey = "EXAMPLE+not/a=secret";
const token = "eyJ.example.value";
const held = { id: "1", accessToken: token, state: {} };

function keyPair(namedCurve = "P-256"): JsonWebKey & { kid: string } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", kid: randomUUID() };
}

const jwk = keyPair();
const app = { customerId: "100200300", clientId: "app-0001", domain: "eu.laserfiche.com", jwk };
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const accessKey = base64(app);
const granted: Answer = {
  body: {
    access_token: token,
    token_type: "bearer",
    expires_in: 43_200,
    scope: "repository.Read",
    refresh_token: null,
  },
};

const refusal = (status: number, error: string, words = "Client authentication failed."): Answer => ({
  status,
  body: { error, error_description: words, type: error, title: words, status: 400, operationId: "9c1d", traceId: "00" },
});

async function issue(args: object = { accessKey }, answer: Answer = granted) {
  // As `check` completes them.
  const identity = laserficheCloud.identityIn?.(args as Record<string, unknown>);
  const given = { ...laserficheCloud.defaults, servicePrincipalKey, ...args, ...identity };
  const { operation, sent } = answered(laserficheCloud, given, answer);
  const issued = await laserficheCloud.issue(operation);
  expect(sent).toHaveLength(1);
  return { issued, request: sent[0] as HttpRequest };
}

/** What was thrown, which never holds a secret. */
async function failure(run: Promise<unknown>): Promise<Error> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  for (const hidden of [servicePrincipalKey, token, accessKey]) expect(error.message).not.toContain(hidden);
  return error;
}

function assertionOf(request: HttpRequest) {
  const jwt = headersOf(request).authorization?.replace(/^Bearer /, "") ?? "";
  const [header = "", claims = "", signature = ""] = jwt.split(".");
  const decoded = [header, claims].map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { header: decoded[0], claims: decoded[1], signed: `${header}.${claims}`, signature };
}

describe("the request for a token", () => {
  test("is a form of client credentials with the app's assertion as a Bearer, and is not sent again", async () => {
    const { request } = await issue();
    expect(request).toMatchObject({
      method: "POST",
      url: "https://signin.eu.laserfiche.com/oauth/Token",
      idempotent: false,
    });
    expect(formOf(request)).toEqual([["grant_type", "client_credentials"]]);
    expect(Object.keys(headersOf(request))).toEqual(["authorization"]);
    expect(request.url).not.toContain(servicePrincipalKey);
  });

  test("has an assertion with the claims of the vendor's own clients, signed by the app's key", async () => {
    const { header, claims, signed, signature } = assertionOf((await issue()).request);
    expect(header).toEqual({ alg: "ES256", typ: "JWT", kid: jwk.kid });
    const issuedAt = now / 1000 - 1;
    expect(claims).toEqual({
      client_id: "app-0001",
      client_secret: servicePrincipalKey,
      aud: "laserfiche.com",
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + 300,
    });
    const { kty, crv, x, y } = jwk;
    const key = createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: "jwk" });
    const bytes = Buffer.from(signature, "base64url");
    expect(bytes).toHaveLength(64);
    expect(verify("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }, bytes)).toBe(true);
  });

  test.each<[string, object]>([
    ["base64", { accessKey }],
    ["base64 in lines", { accessKey: accessKey.replace(/(.{64})/g, "$1\n") }],
    ["its JSON", { accessKey: JSON.stringify(app) }],
    ["its parts", { clientId: app.clientId, domain: app.domain, jwk }],
    ["its parts, the key as text", { clientId: app.clientId, domain: "EU.Laserfiche.com", jwk: JSON.stringify(jwk) }],
  ])("takes the access key as %s", async (_, args) => {
    const { request } = await issue(args);
    expect(request.url).toBe("https://signin.eu.laserfiche.com/oauth/Token");
    expect(assertionOf(request)).toMatchObject({ header: { kid: jwk.kid }, claims: { client_id: "app-0001" } });
  });

  test("goes to laserfiche.com where no domain is given, and elsewhere where that is asked for", async () => {
    const parts = { clientId: "app-0001", jwk };
    expect((await issue(parts)).request.url).toBe("https://signin.laserfiche.com/oauth/Token");
    const tokenEndpoint = "https://gateway.example.com/oauth/token";
    expect((await issue({ accessKey, tokenEndpoint })).request.url).toBe(tokenEndpoint);
  });

  test.each([["repository.Write repository.Read"], [["repository.Read", "repository.Write", "repository.Read"]]])(
    "asks for the scope %j with spaces between",
    async (scope) => {
      const { request } = await issue({ accessKey, scope });
      expect(formOf(request)).toContainEqual(["scope", "repository.Read repository.Write"]);
    },
  );
});

describe("a token in the reply", () => {
  test("has its type and lifetime, and no refresh token where that is null", async () => {
    expect((await issue()).issued).toEqual({
      accessToken: token,
      tokenType: "bearer",
      lifetime: 43_200_000,
      grantedScope: ["repository.Read"],
    });
  });

  test.each([null, undefined, ""])("whose scope is %j was granted nothing of what was asked", async (scope) => {
    const { issued } = await issue({ accessKey, scope: "table.Read" }, { body: { access_token: token, scope } });
    expect(issued.grantedScope).toEqual([]);
  });

  test("without a scope is what was asked for, where none was", async () => {
    expect((await issue({ accessKey }, { body: { access_token: token } })).issued.grantedScope).toBeUndefined();
  });

  test("is used as a Bearer", () => {
    const headers = { Authorization: `Bearer ${token}` };
    expect(laserficheCloud.requestHeaders({ accessToken: token, tokenType: "bearer" }, {})).toEqual(headers);
  });

  test("that has no token is a reply that is lost", async () => {
    expect(await failure(issue({ accessKey }, { body: {} }))).toMatchObject({ code: "REPLY_LOST" });
  });
});

test.each<[string, Answer, string, RegExp]>([
  [
    "401",
    refusal(401, "invalid_client"),
    "CREDENTIAL_REFUSED",
    /401 invalid_client: "Client.*; operation 9c1d"\. Check/,
  ],
  ["401 without a body", { status: 401 }, "CREDENTIAL_REFUSED", /answered 401\. Check that the access key/],
  ["400 invalid_client", refusal(400, "invalid_client"), "CREDENTIAL_REFUSED", /answered 400 invalid_client/],
  ["400 unauthorized_client", refusal(400, "unauthorized_client"), "CREDENTIAL_REFUSED", /type Service/],
  ["400 invalid_request", refusal(400, "invalid_request", "Bad."), "REQUEST_REFUSED", /400 invalid_request: "Bad\./],
  ["400 unsupported_grant_type", refusal(400, "unsupported_grant_type"), "REQUEST_REFUSED", /unsupported_grant_type/],
  ["403", refusal(403, "access_denied"), "REQUEST_REFUSED", /answered 403/],
  [
    "429",
    { status: 429 },
    "REQUEST_REFUSED",
    /answered 429\. It does not say when it accepts requests again: run again later/,
  ],
  [
    "500",
    { status: 500, body: "<html>" },
    "REQUEST_REFUSED",
    /answered 500\. The server, or one before it, failed: run again later\.$/,
  ],
])("an answer %s is told in the server's words, by its HTTP status", async (_, answer, code, message) => {
  expect(await failure(issue({ accessKey }, answer))).toMatchObject({ code, message: expect.stringMatching(message) });
});

describe("introspection", () => {
  const introspect = async (answer: Answer, args: object = {}) => {
    const { operation, sent } = answered(laserficheCloud, { domain: "eu.laserfiche.com", ...args }, answer);
    return { observation: await laserficheCloud.introspect?.(operation, held), request: sent[0] as HttpRequest };
  };

  test.each([
    [{}, "https://api.eu.laserfiche.com/repository/v1/Repositories"],
    [
      { apiEndpoint: "https://gateway.example.com/repository/" },
      "https://gateway.example.com/repository/v1/Repositories",
    ],
    [
      { apiEndpoint: "https://gateway.example.com/repository/v2" },
      "https://gateway.example.com/repository/v1/Repositories",
    ],
  ])("with %j is GET %s with the token itself", async (args, url) => {
    const { request } = await introspect({ body: [] }, args);
    expect(request).toMatchObject({ method: "GET", url, idempotent: true });
    expect(headersOf(request)).toEqual({ authorization: `Bearer ${token}` });
    expect(laserficheCloud.introspectsWith).toBe("token");
  });

  test.each<[string, Answer, boolean]>([
    ["200 accepts it, whose body is an array", { body: [{ repoId: "r-1" }] }, true],
    ["403 accepts it: it lacks a scope", { status: 403 }, true],
    ["401 does not", { status: 401 }, false],
  ])("%s", async (_, answer, accepted) => {
    expect((await introspect(answer)).observation).toEqual({ accepted });
  });

  test.each([302, 400, 404, 429, 500, 503])("%d tells nothing of the token", async (status) => {
    expect(await failure(introspect({ status }))).toMatchObject({ code: "REQUEST_REFUSED" });
  });
});

test("there is no way to renew or revoke a token", () => {
  expect([laserficheCloud.revoke, laserficheCloud.change]).toEqual([undefined, undefined]);
});

describe("an access key", () => {
  test("names the app, and none of its secrets", () => {
    const identity = { clientId: "app-0001", customerId: "100200300", domain: "eu.laserfiche.com" };
    expect(laserficheCloud.identityIn?.({ accessKey })).toEqual(identity);
    expect(laserficheCloud.identityIn?.({ clientId: "other", jwk })).toEqual({});
    expect(laserficheCloud.identityIn?.({ accessKey: base64({ ...app, customerId: 100200300 }) })).toEqual(identity);
  });

  test.each<[string, unknown]>([
    ["nothing", ""],
    ["no base64", "EXAMPLE-not-a-key"],
    ["base64 of no JSON", Buffer.from("EXAMPLE").toString("base64")],
    ["an array", base64([app])],
    ["no kid", base64({ ...app, jwk: { ...jwk, kid: undefined } })],
    ["no private part", base64({ ...app, jwk: { ...jwk, d: undefined } })],
    ["another curve", base64({ ...app, jwk: keyPair("P-384") })],
    ["no client", base64({ ...app, clientId: "" })],
    ["an address in place of a domain", base64({ ...app, domain: "evil.example/path?" })],
    ["a port in its domain", base64({ ...app, domain: "laserfiche.com:8443" })],
  ])("with %s is refused, without a word of it", (_, value) => {
    expect(readAccessKey(value)).toBeUndefined();
    const run = () => answered(laserficheCloud, { accessKey: value });
    expect(run).toThrow(/Argument "accessKey" must/);
    expect(run).not.toThrow(/EXAMPLE|app-0001/);
  });

  test("and its parts do not go together", () => {
    expect(laserficheCloud.conflicts?.({ accessKey, clientId: "app-0002" } as never)).toHaveLength(1);
    expect(laserficheCloud.conflicts?.({ clientId: "app-0002", jwk } as never)).toEqual([]);
  });
});

describe("at the emulator", () => {
  let emulator: LaserficheCloudEmulator;
  beforeEach(async () => {
    emulator = await startLaserficheCloud();
  });
  afterEach(() => emulator.close());

  // An assertion of another time would be refused.
  const atEmulator = (args: object) => {
    const { operation } = real(laserficheCloud, { ...emulator.credentials, ...args });
    return { ...operation, now: Date.now() };
  };

  test("a token is issued and introspected, and what was not granted is seen", async () => {
    const scope = ["repository.Read", "table.Read"];
    const operation = atEmulator({ scope });
    const { accessToken, grantedScope } = await laserficheCloud.issue(operation);
    expect(grantedScope).toEqual(["repository.Read"]);
    const introspected = () => laserficheCloud.introspect?.(operation, { ...held, accessToken });
    expect(await introspected()).toEqual({ accepted: true });
    await emulator.control({ accessDenied: true });
    expect(await introspected()).toEqual({ accepted: true });
    await emulator.control({ accessDenied: false, revoke: { token: accessToken } });
    expect(await introspected()).toEqual({ accepted: false });
  });

  test.each<[object, Parameters<LaserficheCloudEmulator["control"]>[0]]>([
    [{ servicePrincipalKey: "wrong" }, {}],
    [{ accessKey }, {}],
    [{}, { notServiceApp: true }],
    [{}, { lockAccount: true }],
  ])("%j with %j is told as a refused credential", async (args, control) => {
    await emulator.control(control);
    const operation = atEmulator(args);
    expect(await failure(laserficheCloud.issue(operation))).toMatchObject({ code: "CREDENTIAL_REFUSED" });
  });
});
