import { createSign, randomUUID } from "node:crypto";
import { type OAuth2Client, type OAuth2Emulator, secretHash, startOAuth2 } from "../../../testing";

let emulator: OAuth2Emulator;

beforeAll(async () => {
  emulator = await startOAuth2();
});

afterAll(() => emulator.close());

beforeEach(() => emulator.clearLog());

const client = (id: string) => emulator.credentials.clients[id] as OAuth2Client;
const formEncode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function assertion({ clientId, privateKey = "", keyId }: OAuth2Client): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: clientId, sub: clientId, aud: emulator.credentials.issuer, jti: randomUUID(), exp: now + 60 };
  const signed = `${segment({ alg: "ES256", kid: keyId })}.${segment(claims)}`;
  const signature = createSign("sha256").update(signed).sign({ key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

function post(endpoint: string, as: OAuth2Client, form: Record<string, string>): Promise<Response> {
  const { clientId, clientSecret = "" } = as;
  const headers: Record<string, string> = {};
  const body = new URLSearchParams(form);
  if (as.clientAuthentication === "client_secret_basic") {
    headers.authorization = `Basic ${btoa(`${formEncode(clientId)}:${formEncode(clientSecret)}`)}`;
  } else if (as.clientAuthentication === "client_secret_post") {
    body.set("client_id", clientId);
    body.set("client_secret", clientSecret);
  } else {
    body.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    body.set("client_assertion", assertion(as));
  }
  return fetch(endpoint, { method: "POST", headers, body });
}

const ask = (as: OAuth2Client, scope = "reports:read", more: Record<string, string> = {}) =>
  post(emulator.credentials.tokenEndpoint, as, { grant_type: "client_credentials", scope, ...more });

async function issue(
  as: OAuth2Client,
  scope?: string,
): Promise<{ access_token: string; refresh_token?: string; expires_in?: number; scope?: string }> {
  const reply = await ask(as, scope);
  expect(reply.status).toBe(200);
  return (await reply.json()) as never;
}

async function introspect(as: OAuth2Client, token: string): Promise<Record<string, unknown>> {
  const reply = await post(emulator.credentials.introspectionEndpoint, as, { token });
  expect(reply.status).toBe(200);
  return (await reply.json()) as never;
}

const resource = (token?: string) =>
  fetch(emulator.credentials.resource, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe.each(["reports", "reports-post", "reports-jwt"])("the client %s", (id) => {
  test("is issued a token, uses it, introspects and revokes it", async () => {
    const reply = await ask(client(id), "reports:read reports:write");
    expect(reply.status).toBe(200);
    const issued = (await reply.json()) as { access_token: string };
    const token = issued.access_token;
    expect(issued).toEqual({
      access_token: expect.stringMatching(/^[\w-]{20,}$/),
      token_type: "Bearer",
      expires_in: 3600,
      scope: "reports:read reports:write",
    });

    const used = await resource(token);
    expect([used.status, await used.json()]).toEqual([200, { client: id, scope: "reports:read reports:write" }]);
    const { issuer } = emulator.credentials;
    expect(await introspect(client(id), token)).toMatchObject({ active: true, client_id: id, iss: issuer });

    expect((await post(emulator.credentials.revocationEndpoint, client(id), { token })).status).toBe(200);
    expect(await introspect(client(id), token)).toEqual({ active: false });
    expect((await resource(token)).status).toBe(401);
    expect((await post(emulator.credentials.revocationEndpoint, client(id), { token })).status).toBe(200);

    const log = await emulator.log();
    expect(log.map(({ path }) => path)).toEqual([
      "/token",
      "/resource",
      "/token/introspection",
      "/token/revocation",
      "/token/introspection",
      "/resource",
      "/token/revocation",
    ]);
    expect(log[0]?.replyTokens).toEqual([secretHash(token)]);
    expect(log[1]?.headers.authorization).toBe(`Bearer ${secretHash(token)}`);
    expect(log[3]?.body).toMatchObject({ token: secretHash(token) });
    const secrets = [token, client(id).clientSecret ?? "eyJhbGciOi"];
    for (const secret of secrets) expect(JSON.stringify(log)).not.toContain(secret);
  });

  test("is refused with another's credentials", async () => {
    const wrong = { ...client(id), clientId: "other" };
    const reply = await ask(wrong);
    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ error: "invalid_client" });
  });
});

test("the log shows a Basic client by its id and the hash of its secret", async () => {
  await issue(client("reports"));
  const [entry] = await emulator.log();
  expect(entry?.headers.authorization).toBe(`Basic reports:${secretHash(client("reports").clientSecret ?? "")}`);
});

test("a client uses the method it is registered with", async () => {
  const guessed = { ...client("reports-jwt"), clientAuthentication: "client_secret_post", clientSecret: "x" } as const;
  expect((await ask(guessed)).status).toBe(401);
  const forged = { ...client("reports-jwt"), clientId: "reports-post" };
  expect((await ask(forged)).status).toBe(401);
});

test("the resource challenges whoever has no token, or a wrong one", async () => {
  expect((await resource()).headers.get("www-authenticate")).toBe("Bearer");
  const wrong = await resource("made-up");
  expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
});

test.each(["openid-configuration", "oauth-authorization-server"])("discovery is at %s", async (name) => {
  const { issuer, tokenEndpoint, introspectionEndpoint, revocationEndpoint } = emulator.credentials;
  const reply = await fetch(`${issuer}/.well-known/${name}`);
  expect(reply.status).toBe(200);
  expect(await reply.json()).toMatchObject({
    issuer,
    token_endpoint: tokenEndpoint,
    introspection_endpoint: introspectionEndpoint,
    revocation_endpoint: revocationEndpoint,
    grant_types_supported: expect.arrayContaining(["client_credentials"]),
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
      "client_secret_jwt",
      "private_key_jwt",
      "none",
    ],
  });
});

test("an unknown scope is left out, an unknown resource is refused", async () => {
  expect(await issue(client("reports"), "reports:read admin")).toHaveProperty("scope", "reports:read");
  const target = await ask(client("reports"), "reports:read", { resource: "https://elsewhere.example.com" });
  expect([target.status, await target.json()]).toMatchObject([400, { error: "invalid_target" }]);
  const own = await ask(client("reports"), "reports:read", { resource: emulator.credentials.resource });
  expect(own.status).toBe(200);
});

test("a token of one client is not another's to revoke", async () => {
  const { access_token: token } = await issue(client("reports"));
  const reply = await post(emulator.credentials.revocationEndpoint, client("other"), { token });
  expect(reply.status).toBe(400);
  expect((await resource(token)).status).toBe(200);
});

test("faults are in front of the authorization server", async () => {
  await emulator.fault({ cut: "after", match: "/token" });
  await expect(ask(client("reports"))).rejects.toThrow();
  expect((await emulator.log())[0]).toMatchObject({ status: 200, cut: "after", replyTokens: [expect.any(String)] });
});

describe("the control", () => {
  test("revoke ends a token, by itself or by its hash", async () => {
    const [one, two, three] = [
      await issue(client("reports")),
      await issue(client("reports")),
      await issue(client("reports")),
    ];
    await emulator.control({ revoke: { token: one.access_token } });
    await emulator.control({ revoke: { token: secretHash(two.access_token) } });
    expect(await introspect(client("reports"), one.access_token)).toEqual({ active: false });
    expect((await resource(two.access_token)).status).toBe(401);
    expect((await resource(three.access_token)).status).toBe(200);
    await expect(emulator.control({ revoke: { token: "made-up" } })).rejects.toThrow("no token like this");
  });

  test("nextLifetime holds for one token, and is what introspection says", async () => {
    await emulator.control({ nextLifetime: 90 });
    const short = await issue(client("reports"));
    const { exp, iat } = (await introspect(client("reports"), short.access_token)) as { exp: number; iat: number };
    expect([short.expires_in, exp - iat, (await issue(client("reports"))).expires_in]).toEqual([90, 90, 3600]);
  });

  test("nextLifetime null leaves expires_in out", async () => {
    await emulator.control({ nextLifetime: null });
    expect(await issue(client("reports"))).not.toHaveProperty("expires_in");
    expect(await issue(client("reports"))).toHaveProperty("expires_in", 3600);
  });

  test("a token is refused once its lifetime is over", async () => {
    await emulator.control({ nextLifetime: 1 });
    const { access_token } = await issue(client("reports"));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await resource(access_token)).status).toBe(401);
    expect(await introspect(client("reports"), access_token)).toEqual({ active: false });
  });

  test("repeatTokens gives the same token for the same client and scope, while it lives", async () => {
    await emulator.control({ repeatTokens: true });
    const first = await issue(client("other"), "tests:manage");
    expect((await issue(client("other"), "tests:manage")).access_token).toBe(first.access_token);
    expect((await issue(client("other"), "reports:read")).access_token).not.toBe(first.access_token);
    expect((await issue(client("reports"), "tests:manage")).access_token).not.toBe(first.access_token);
    expect((await ask({ ...client("other"), clientSecret: "wrong" }, "tests:manage")).status).toBe(401);
    await emulator.control({ revoke: { token: first.access_token } });
    expect((await issue(client("other"), "tests:manage")).access_token).not.toBe(first.access_token);
    await emulator.control({ repeatTokens: false });
    const after = await issue(client("other"), "tests:manage");
    expect((await issue(client("other"), "tests:manage")).access_token).not.toBe(after.access_token);
  });

  test("refreshTokens gives one beside each token: it gives others until it is revoked, whatever became of the first", async () => {
    await emulator.control({ refreshTokens: true });
    const { access_token, refresh_token = "" } = await issue(client("reports"), "reports:read");
    const refresh = (as = client("reports")) =>
      post(emulator.credentials.tokenEndpoint, as, { grant_type: "refresh_token", refresh_token });
    const revoke = (token: string) => post(emulator.credentials.revocationEndpoint, client("reports"), { token });
    await revoke(access_token);
    expect((await refresh(client("other"))).status).toBe(400);
    const second = (await (await refresh()).json()) as { access_token: string };
    expect(second).toMatchObject({ scope: "reports:read", expires_in: 3600 });
    expect((await resource(second.access_token)).status).toBe(200);
    await revoke(refresh_token);
    const over = await refresh();
    expect([over.status, await over.json()]).toMatchObject([400, { error: "invalid_grant" }]);
    expect((await resource(second.access_token)).status).toBe(401);
    await emulator.control({ refreshTokens: false });
    expect(await issue(client("reports"))).not.toHaveProperty("refresh_token");
  });

  test("grantScope narrows what is granted", async () => {
    await emulator.control({ grantScope: "reports:read" });
    expect((await issue(client("reports"), "reports:read reports:write")).scope).toBe("reports:read");
    await emulator.control({ grantScope: null });
    expect((await issue(client("reports"), "reports:read reports:write")).scope).toBe("reports:read reports:write");
  });

  test("lockAccount refuses one client until it is lifted", async () => {
    await emulator.control({ lockAccount: { client: "other" } });
    const reply = await ask(client("other"));
    expect([reply.status, await reply.json()]).toMatchObject([401, { error: "invalid_client" }]);
    expect((await ask(client("reports"))).status).toBe(200);
    await emulator.control({ lockAccount: { client: "other", locked: false } });
    expect((await ask(client("other"))).status).toBe(200);
    await expect(emulator.control({ lockAccount: { client: "nobody" } })).rejects.toThrow("no client nobody");
  });

  test("rotateSecret takes the new secret and refuses the old one", async () => {
    const old = client("reports-post");
    await emulator.control({ rotateSecret: { client: "reports-post", secret: "a-new-secret-of-enough-length" } });
    expect((await ask(old)).status).toBe(401);
    expect((await ask({ ...old, clientSecret: "a-new-secret-of-enough-length" })).status).toBe(200);
    await emulator.control({ rotateSecret: { client: "reports-post", secret: old.clientSecret ?? "" } });
    expect((await ask(old)).status).toBe(200);
  });
});

test("secrets, lifetime and scopes are those of the options, and close ends its process", async () => {
  const given = await startOAuth2({ secrets: { reports: "given-secret" }, lifetime: 60, scopes: ["one"] });
  const { tokenEndpoint, clientSecret } = given.credentials;
  expect(clientSecret).toBe("given-secret");
  const reply = await post(tokenEndpoint, given.credentials.clients.reports as OAuth2Client, {
    grant_type: "client_credentials",
    scope: "one",
  });
  expect(await reply.json()).toMatchObject({ expires_in: 60, scope: "one" });
  await given.close();
  await expect(fetch(given.endpoint)).rejects.toThrow();
  await given.close();
});
