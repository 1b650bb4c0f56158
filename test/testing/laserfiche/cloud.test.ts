import { type JsonWebKey, randomUUID } from "node:crypto";
import { type LaserficheCloudEmulator, secretHash, startLaserficheCloud } from "../../../testing";

let emulator: LaserficheCloudEmulator;

beforeEach(async () => {
  emulator = await startLaserficheCloud();
});

afterEach(() => emulator.close());

const decoded = (accessKey = emulator.credentials.accessKey) =>
  JSON.parse(Buffer.from(accessKey, "base64").toString()) as {
    customerId: string;
    clientId: string;
    domain: string;
    jwk: JsonWebKey & { kid: string };
  };

/** An assertion as it must be, but for what is given. */
async function assertion(claims: Record<string, unknown> = {}, { header = {}, accessKey = "" } = {}): Promise<string> {
  const { importJWK, SignJWT } = await import("jose");
  const { clientId, jwk } = decoded(accessKey || undefined);
  const now = Math.floor(Date.now() / 1000);
  const payload = { client_id: clientId, client_secret: emulator.credentials.servicePrincipalKey };
  return new SignJWT({ ...payload, aud: "laserfiche.com", iat: now - 1, nbf: now - 1, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: jwk.kid, ...header })
    .sign(await importJWK(jwk as never, "ES256"));
}

async function post(form: Record<string, string> = {}, bearer?: string, path = "/oauth/Token"): Promise<Response> {
  return fetch(emulator.endpoint + path, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer ?? (await assertion())}` },
    body: new URLSearchParams({ grant_type: "client_credentials", ...form }),
  });
}

async function issue(form: Record<string, string> = {}) {
  const reply = await post(form);
  expect(reply.status).toBe(200);
  return (await reply.json()) as { access_token: string; expires_in?: number; scope: string | null };
}

function get(rest: string, token?: string): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${emulator.endpoint}/repository${rest}`, { headers });
}

describe("POST /oauth/Token", () => {
  test.each(["/oauth/Token", "/oauth/token"])(
    "issues a token at %s, as clients and documentation write it",
    async (path) => {
      const reply = await post({ scope: "repository.Read repository.Write repository.Read" }, undefined, path);
      expect(reply.status).toBe(200);
      expect(await reply.json()).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        token_type: "bearer",
        expires_in: 43_200,
        scope: "repository.Read repository.Write",
        refresh_token: null,
      });
    },
  );

  test("gives a JWT that names the domain, the account and the user", async () => {
    const { access_token } = await issue();
    const claims = JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString());
    const { domain, customerId } = decoded();
    expect(claims).toMatchObject({ aud: domain, csid: customerId, name: expect.any(String), trid: expect.any(String) });
  });

  test.each([
    ["repository.Read table.Read", "repository.Read"],
    ["repository.read", null],
    ["", null],
  ])("of the scope %j grants %j, without a word", async (scope, granted) => {
    expect((await issue({ scope })).scope).toBe(granted);
  });

  test("takes both access keys and both service principal keys, an assertion without an end, and one of later", async () => {
    const [, accessKey = ""] = emulator.accessKeys;
    const [, client_secret = ""] = emulator.servicePrincipalKeys;
    const later = Math.floor(Date.now() / 1000) + 86_400;
    for (const bearer of [
      await assertion({}, { accessKey }),
      await assertion({ client_secret }),
      await assertion({ exp: undefined }),
      await assertion({ iat: later, nbf: later, exp: later + 300 }),
      await assertion({}, { accessKey: emulator.otherAccessKey }),
    ]) {
      expect((await post({}, bearer)).status).toBe(200);
    }
  });

  test.each<[string, () => Promise<string>]>([
    ["a wrong service principal key", () => assertion({ client_secret: "wrong" })],
    ["another app's id", () => assertion({ client_id: decoded(emulator.otherAccessKey).clientId })],
    ["another audience", () => assertion({ aud: "eu.laserfiche.com" })],
    ["an end that is past", () => assertion({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ["an unknown key id", () => assertion({}, { header: { kid: randomUUID() } })],
    [
      "another app's signature",
      () => assertion({}, { accessKey: emulator.otherAccessKey, header: { kid: decoded().jwk.kid } }),
    ],
    [
      "a claim changed after it was signed",
      async () => (await assertion()).replace(/\.(.+?)\./, (_, part) => `.${tampered(part)}.`),
    ],
    ["no assertion", async () => "made-up"],
    ["no signature", async () => (await assertion()).replace(/[^.]+$/, "")],
  ])("answers %s with 401", async (_, bearer) => {
    const reply = await post({}, await bearer());
    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual({
      error: "invalid_client",
      error_description: expect.any(String),
      type: "invalid_client",
      title: expect.any(String),
      status: 401,
      instance: "/token",
      operationId: expect.any(String),
      traceId: expect.any(String),
    });
  });

  test.each<[Record<string, string>, string]>([
    [{ grant_type: "password" }, "unsupported_grant_type"],
    [{ grant_type: "authorization_code" }, "unsupported_grant_type"],
  ])("answers %j with 400 %s", async (form, error) => {
    const reply = await post(form);
    expect([reply.status, await reply.json()]).toEqual([400, expect.objectContaining({ error })]);
  });

  test("wants a form", async () => {
    const headers = { authorization: `Bearer ${await assertion()}`, "content-type": "application/json" };
    const body = JSON.stringify({ grant_type: "client_credentials" });
    const reply = await fetch(`${emulator.endpoint}/oauth/Token`, { method: "POST", headers, body });
    expect([reply.status, await reply.json()]).toEqual([400, expect.objectContaining({ error: "invalid_request" })]);
  });

  test("keeps the assertion out of the log: it holds the service principal key", async () => {
    const bearer = await assertion();
    await post({}, bearer);
    const [logged] = await emulator.log();
    expect(logged?.headers.authorization).toBe(`Bearer ${secretHash(bearer)}`);
  });
});

/** The part of a JWT with another claim in it. */
function tampered(part: string): string {
  const claims = JSON.parse(Buffer.from(part, "base64url").toString());
  return Buffer.from(JSON.stringify({ ...claims, scope: "more" })).toString("base64url");
}

describe("the API", () => {
  test("lists repositories in v1 as an array, also to a token without scopes", async () => {
    const reply = await get("/v1/Repositories", (await issue()).access_token);
    expect([reply.status, await reply.json()]).toEqual([
      200,
      [{ repoId: "r-0a1b2c3d", repoName: expect.any(String), webclientUrl: expect.any(String) }],
    ]);
  });

  test("lists repositories in v2 in value, and wants the scope for it", async () => {
    const reply = await get("/v2/Repositories", (await issue({ scope: "repository.Read" })).access_token);
    expect([reply.status, await reply.json()]).toEqual([
      200,
      { value: [{ id: "r-0a1b2c3d", name: expect.any(String), webClientUrl: expect.any(String) }] },
    ]);
    const without = await get("/v2/Repositories", (await issue({ scope: "repository.Write" })).access_token);
    expect([without.status, without.headers.get("content-type")]).toEqual([403, "application/problem+json"]);
  });

  test.each([
    "/v1/Repositories",
    "/v2/Repositories",
    "/v1/Repositories/r-0a1b2c3d/Entries/1",
    "/v1/Repositories/r-0a1b2c3d/AuditReasons",
    "/v2/Repositories/r-0a1b2c3d/Entries/1",
    "/v2/Repositories/r-0a1b2c3d/SessionRights",
  ])("wants a token that is good for %s", async (rest) => {
    const { access_token } = await issue({ scope: "repository.Read" });
    expect((await get(rest, access_token)).status).toBe(200);
    expect([(await get(rest)).status, (await get(rest, "made-up")).status]).toEqual([401, 401]);
    await emulator.control({ accessDenied: true });
    expect([(await get(rest, access_token)).status, (await get(rest, "made-up")).status]).toEqual([403, 401]);
    await emulator.control({ accessDenied: false, revoke: { token: secretHash(access_token) } });
    expect((await get(rest, access_token)).status).toBe(401);
  });

  test("answers 404 for another repository, and for what there is not", async () => {
    const { access_token } = await issue({ scope: "repository.Read" });
    for (const rest of ["/v1/Repositories/r-other/Entries/1", "/v1-alpha/Repositories/r-0a1b2c3d/AuditReasons"]) {
      expect((await get(rest, access_token)).status).toBe(404);
    }
  });
});

describe("the control", () => {
  test("nextLifetime holds for one token, and null leaves it out", async () => {
    await emulator.control({ nextLifetime: 1 });
    const { access_token, expires_in } = await issue();
    expect([expires_in, (await issue()).expires_in]).toEqual([1, 43_200]);
    await emulator.control({ nextLifetime: null });
    expect(await issue()).not.toHaveProperty("expires_in");
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await get("/v1/Repositories", access_token)).status).toBe(401);
  });

  test("repeatTokens gives the same token for the same scopes while it lives", async () => {
    await emulator.control({ repeatTokens: true });
    const { access_token } = await issue({ scope: "repository.Read" });
    expect((await issue({ scope: "repository.Read" })).access_token).toBe(access_token);
    expect((await issue()).access_token).not.toBe(access_token);
  });

  test("lockAccount answers 401 to tokens and credentials", async () => {
    const { access_token } = await issue();
    await emulator.control({ lockAccount: true });
    expect([(await post()).status, (await get("/v1/Repositories", access_token)).status]).toEqual([401, 401]);
  });

  test("notServiceApp refuses the app, and approvedScopes is what it may be granted", async () => {
    await emulator.control({ notServiceApp: true });
    expect(await (await post()).json()).toMatchObject({ error: "unauthorized_client" });
    await emulator.control({ notServiceApp: false, approvedScopes: ["table.Read"] });
    expect((await issue({ scope: "repository.Read table.Read" })).scope).toBe("table.Read");
  });
});

test("its credentials name its endpoints and one key of each kind", () => {
  expect(emulator.credentials).toEqual({
    tokenEndpoint: `${emulator.endpoint}/oauth/Token`,
    apiEndpoint: `${emulator.endpoint}/repository`,
    accessKey: emulator.accessKeys[0],
    servicePrincipalKey: emulator.servicePrincipalKeys[0],
  });
  expect(decoded()).toEqual({
    customerId: "100200300",
    clientId: expect.any(String),
    domain: "laserfiche.example",
    jwk: expect.objectContaining({
      kty: "EC",
      crv: "P-256",
      use: "sig",
      kid: expect.any(String),
      d: expect.any(String),
    }),
  });
});
