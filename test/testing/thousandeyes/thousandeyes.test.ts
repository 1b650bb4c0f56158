import { secretHash, startThousandEyes, type ThousandEyesEmulator } from "../../../testing";

let emulator: ThousandEyesEmulator;

beforeEach(async () => {
  emulator = await startThousandEyes({ clients: { "app 1": "s+cret:%", "app-2": "second" } });
});

afterEach(() => emulator.close());

const own = { client_id: "app 1", client_secret: "s+cret:%" };
const formEncode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${btoa(`${formEncode(id)}:${formEncode(secret)}`)}`,
});

function post(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({ grant_type: "client_credentials", ...form });
  return fetch(`${emulator.endpoint}/v7/oauth2/token`, { method: "POST", headers, body });
}

async function issue(
  form: Record<string, string> = {},
): Promise<{ access_token: string; expires_in?: number; scope?: string }> {
  const reply = await post({ ...own, ...form });
  expect(reply.status).toBe(200);
  return (await reply.json()) as never;
}

function get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(emulator.endpoint + path, { headers: { ...authorization, ...headers } });
}

const invalidToken = { error: "invalid_token", error_description: "Invalid access token" };

describe("POST /v7/oauth2/token", () => {
  test("issues a token for credentials in the form", async () => {
    const reply = await post({ ...own, scope: "tests:read organization:read tests:read" });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/json");
    expect(await reply.json()).toEqual({
      access_token: expect.stringMatching(/.{20,}/),
      token_type: "Bearer",
      expires_in: 3600,
      scope: "tests:read organization:read",
    });
  });

  test("issues a token for HTTP Basic, both parts form-encoded", async () => {
    expect((await post({}, basic("app 1", "s+cret:%"))).status).toBe(200);
    expect((await post({}, basic("app-2", "second"))).status).toBe(200);
  });

  test("names no scope where none was asked for", async () => {
    expect(await issue()).not.toHaveProperty("scope");
  });

  test("takes a tenant and a user's own token, which stays out of the log", async () => {
    const reply = await post({ ...own, thousandeyes_bearer_token: "user-token" }, { "X-Tenant-Id": "wan-1" });
    const { access_token } = (await reply.json()) as { access_token: string };
    const [entry] = await emulator.log();
    expect(entry?.headers["x-tenant-id"]).toBe("wan-1");
    expect(entry?.body).toMatchObject({
      client_id: "app 1",
      client_secret: secretHash("s+cret:%"),
      thousandeyes_bearer_token: secretHash("user-token"),
    });
    expect(entry?.replyTokens).toEqual([secretHash(access_token)]);
  });

  test("gives every request a token of its own", async () => {
    expect((await issue()).access_token).not.toBe((await issue()).access_token);
  });

  test.each([
    ["a wrong secret in the form", { ...own, client_secret: "wrong" }, {}],
    ["a wrong secret by Basic", {}, basic("app 1", "wrong")],
    ["the secret of another client", { ...own, client_secret: "second" }, {}],
    ["an unknown client", { ...own, client_id: "app-3" }, {}],
    ["a name that every object has", { client_id: "constructor", client_secret: "x" }, {}],
    ["no credentials", {}, {}],
  ])("answers 401 to %s", async (_, form, headers) => {
    const reply = await post(form, headers);
    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual({ error: "invalid_client", error_description: expect.any(String) });
  });

  test.each([
    ["another grant", { ...own, grant_type: "password" }, {}, "grant_type"],
    ["no grant", { ...own, grant_type: "" }, {}, "grant_type"],
    ["Basic and a client id in the form", { client_id: "app-2" }, basic("app-2", "second"), "client_id"],
    ["Basic and a secret in the form", { client_secret: "second" }, basic("app-2", "second"), "client_secret"],
  ])("answers 400 with a ValidationError to %s", async (_, form, headers, field) => {
    const reply = await post(form, headers);
    expect(reply.status).toBe(400);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(await reply.json()).toEqual({
      type: "about:blank",
      title: expect.any(String),
      status: 400,
      detail: expect.any(String),
      instance: "/v7/oauth2/token",
      errors: [{ code: expect.any(String), field, message: expect.any(String) }],
    });
  });

  test("wants a form", async () => {
    const body = JSON.stringify({ grant_type: "client_credentials", ...own });
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`${emulator.endpoint}/v7/oauth2/token`, { method: "POST", headers, body });
    expect(reply.status).toBe(415);
  });

  test("wants a client that takes JSON", async () => {
    expect((await post(own, { accept: "text/html" })).status).toBe(406);
    expect((await post(own, { accept: "application/problem+json, application/json;q=0.9" })).status).toBe(200);
  });
});

describe.each(["/v7/users/current", "/v7/account-groups"])("GET %s", (path) => {
  test("answers a token", async () => {
    const reply = await get(path, (await issue()).access_token);
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/hal+json");
  });

  test("answers 401 in the manner of OAuth, as problem+json, to no token and to one that is not valid", async () => {
    for (const token of [undefined, "made-up"]) {
      const reply = await get(path, token);
      expect(reply.status).toBe(401);
      expect(reply.headers.get("content-type")).toBe("application/problem+json");
      expect(await reply.json()).toEqual(invalidToken);
    }
  });

  test("answers 401 once the token is revoked, and to no other", async () => {
    const [one, two, three] = [await issue(), await issue(), await issue()];
    await emulator.control({ revoke: { token: one.access_token } });
    await emulator.control({ revoke: { token: secretHash(two.access_token) } });
    expect((await get(path, one.access_token)).status).toBe(401);
    expect((await get(path, two.access_token)).status).toBe(401);
    expect((await get(path, three.access_token)).status).toBe(200);
  });

  test("answers 401 once the token has expired", async () => {
    await emulator.control({ nextLifetime: 1 });
    const { access_token } = await issue();
    expect((await get(path, access_token)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await get(path, access_token)).status).toBe(401);
  });

  test("answers 403, a problem, where the token lacks scope", async () => {
    const { access_token } = await issue();
    await emulator.control({ insufficientScope: true });
    const reply = await get(path, access_token);
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({ type: "about:blank", status: 403, instance: path });
    expect((await get(path, "made-up")).status).toBe(401);
  });

  test("wants a client that takes JSON", async () => {
    const { access_token } = await issue();
    expect((await get(path, access_token, { accept: "text/html" })).status).toBe(406);
    expect((await get(path, access_token, { accept: "application/hal+json" })).status).toBe(200);
  });
});

test("the bodies of the resources have the documented fields", async () => {
  const { access_token } = await issue();
  expect(await (await get("/v7/users/current", access_token)).json()).toMatchObject({
    uid: expect.any(String),
    loginAccountGroup: { aid: expect.any(String), accountGroupName: expect.any(String) },
    allAccountGroupRoles: [{ roleId: expect.any(String), isBuiltin: true }],
  });
  expect(await (await get("/v7/account-groups", access_token)).json()).toMatchObject({
    accountGroups: [{ aid: expect.any(String), isCurrentAccountGroup: true, isDefaultAccountGroup: true }],
  });
});

describe("other paths", () => {
  test("answer 401 without a token and 404 with one; revocation and introspection are among them", async () => {
    const { access_token } = await issue();
    for (const path of ["/v7/oauth2/revoke", "/v7/oauth2/introspect", "/v6/status.json", "/"]) {
      expect((await get(path)).status).toBe(401);
      const reply = await get(path, access_token);
      expect(reply.status).toBe(404);
      expect(await reply.json()).toMatchObject({ status: 404, instance: path });
    }
  });

  test("the metadata needs no token and names no client credentials, Basic, revocation or introspection", async () => {
    const reply = await get("/.well-known/oauth-authorization-server");
    expect(reply.status).toBe(200);
    const metadata = (await reply.json()) as Record<string, unknown>;
    expect(metadata.token_endpoint).toBe(`${emulator.endpoint}/v7/oauth2/token`);
    expect(metadata.grant_types_supported).not.toContain("client_credentials");
    expect(metadata.token_endpoint_auth_methods_supported).toEqual(["client_secret_post", "none"]);
    expect(metadata).not.toHaveProperty("revocation_endpoint");
    expect(metadata).not.toHaveProperty("introspection_endpoint");
    expect((await get("/.well-known/oauth-protected-resource")).status).toBe(200);
  });
});

describe("the rate limit", () => {
  const standing = (reply: Response) =>
    ["limit", "remaining", "reset"].map((name) => Number(reply.headers.get(`x-organization-rate-limit-${name}`)));

  test("is told in every reply, its reset in seconds since the epoch", async () => {
    const [limit, remaining, reset] = standing(await post(own));
    expect([limit, remaining]).toEqual([240, 239]);
    expect(Math.abs((reset ?? 0) - (Date.now() / 1000 + 60))).toBeLessThan(2);
    expect(standing(await post({ ...own, client_secret: "wrong" }))).toEqual([240, 238, reset]);
  });

  test("is counted for each client's tokens by itself", async () => {
    const first = await issue();
    const second = (await (await post({}, basic("app-2", "second"))).json()) as { access_token: string };
    await get("/v7/users/current", first.access_token);
    expect(standing(await get("/v7/users/current", first.access_token))[1]).toBe(238);
    expect(standing(await get("/v7/users/current", second.access_token))[1]).toBe(239);
  });

  test("answers 429, without Retry-After, until its reset", async () => {
    await emulator.control({ limit: { remaining: 1, resetInSeconds: 1 } });
    const { access_token } = await issue();
    const reply = await post(own);
    expect(reply.status).toBe(429);
    expect(reply.headers.get("retry-after")).toBeNull();
    expect(standing(reply).slice(0, 2)).toEqual([240, 0]);
    expect(await reply.json()).toMatchObject({ status: 429, title: "Too Many Requests", instance: "/v7/oauth2/token" });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await post(own)).status).toBe(200);
    await emulator.control({ limit: { remaining: 0, resetInSeconds: 60 } });
    expect((await get("/v7/users/current", access_token)).status).toBe(429);
  });

  test("is that of the options", async () => {
    const small = await startThousandEyes({ rateLimit: 1 });
    const form = { client_id: small.credentials.clientId, client_secret: small.credentials.clientSecret };
    const body = new URLSearchParams({ grant_type: "client_credentials", ...form });
    const ask = () => fetch(`${small.endpoint}/v7/oauth2/token`, { method: "POST", body });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
    await small.close();
  });
});

describe("the control", () => {
  test("nextLifetime holds for one token", async () => {
    await emulator.control({ nextLifetime: 90 });
    expect([(await issue()).expires_in, (await issue()).expires_in]).toEqual([90, 3600]);
  });

  test("nextLifetime null leaves expires_in out", async () => {
    await emulator.control({ nextLifetime: null });
    const unnamed = await issue();
    expect(unnamed).not.toHaveProperty("expires_in");
    expect((await get("/v7/users/current", unnamed.access_token)).status).toBe(200);
    expect(await issue()).toHaveProperty("expires_in", 3600);
  });

  test("repeatTokens gives the same token for the same scope and tenant, while it lives", async () => {
    const first = await issue({ scope: "tests:read" });
    expect((await issue({ scope: "tests:read" })).access_token).not.toBe(first.access_token);
    await emulator.control({ repeatTokens: true });
    const second = await issue({ scope: "tests:read" });
    expect((await issue({ scope: "tests:read" })).access_token).toBe(second.access_token);
    expect((await issue({ scope: "tests:manage" })).access_token).not.toBe(second.access_token);
    const tenant = await post({ ...own, scope: "tests:read" }, { "x-tenant-id": "wan-1" });
    expect(await tenant.json()).not.toHaveProperty("access_token", second.access_token);
    await emulator.control({ revoke: { token: second.access_token } });
    expect((await issue({ scope: "tests:read" })).access_token).not.toBe(second.access_token);
  });

  test("lockAccount answers 401 to tokens and credentials until it is lifted", async () => {
    const { access_token } = await issue();
    await emulator.control({ lockAccount: true });
    expect((await post(own)).status).toBe(401);
    expect((await get("/v7/users/current", access_token)).status).toBe(401);
    await emulator.control({ lockAccount: false });
    expect((await get("/v7/users/current", access_token)).status).toBe(200);
  });

  test("grantScope narrows what is granted", async () => {
    await emulator.control({ grantScope: "tests:read" });
    expect((await issue({ scope: "tests:read tests:manage" })).scope).toBe("tests:read");
    await emulator.control({ grantScope: null });
    expect((await issue({ scope: "tests:read tests:manage" })).scope).toBe("tests:read tests:manage");
  });

  test("unsupportedGrant refuses client credentials", async () => {
    await emulator.control({ unsupportedGrant: true });
    const reply = await post(own);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: "unsupported_grant_type" });
  });

  test("revoke of a token that was never issued is a mistake of the test", async () => {
    await expect(emulator.control({ revoke: { token: "made-up" } })).rejects.toThrow("no token like this");
  });
});

test("its credentials are those of its first client", async () => {
  expect(emulator.credentials).toEqual({ endpoint: emulator.endpoint, clientId: "app 1", clientSecret: "s+cret:%" });
});
