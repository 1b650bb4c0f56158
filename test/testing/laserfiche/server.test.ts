import { type LaserficheServerEmulator, secretHash, startLaserficheServer } from "../../../testing";

const users = { "EXAMPLE\\svc": "pa+ss:%", "other@example.org": "second" };

let emulator: LaserficheServerEmulator;

beforeEach(async () => {
  emulator = await startLaserficheServer({ users });
});

afterEach(() => emulator.close());

const own = { username: "EXAMPLE\\svc", password: "pa+ss:%" };

function post(form: Record<string, string>, version = "v1", repository = "Human%20Resources"): Promise<Response> {
  const url = `${emulator.endpoint}/LFRepositoryAPI/${version}/Repositories/${repository}/Token`;
  return fetch(url, { method: "POST", body: new URLSearchParams({ grant_type: "password", ...form }) });
}

async function issue(form = own): Promise<{ access_token: string; expires_in?: number; expire_in?: number }> {
  const reply = await post(form);
  expect(reply.status).toBe(200);
  return (await reply.json()) as never;
}

function get(rest: string, token?: string): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${emulator.endpoint}/LFRepositoryAPI${rest}`, { headers });
}

const entry = "/v1/Repositories/Human%20Resources/Entries/1";

describe("POST .../Repositories/{id}/Token", () => {
  test.each(["v1", "v2"])("issues a token for a password in %s", async (version) => {
    const reply = await post(own, version);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      access_token: expect.stringMatching(/.{20,}/),
      token_type: "bearer",
      expires_in: 900,
    });
    const [logged] = await emulator.log();
    expect(logged?.body).toEqual({ grant_type: "password", username: "EXAMPLE\\svc", password: secretHash("pa+ss:%") });
  });

  test.each<[string, Record<string, string>, string, number]>([
    ["a wrong password", { ...own, password: "second" }, "Human%20Resources", 401],
    ["an unknown user", { username: "nobody", password: "x" }, "Human%20Resources", 401],
    ["a name that every object has", { username: "constructor", password: "x" }, "Human%20Resources", 401],
    ["no credential", {}, "Human%20Resources", 401],
    ["an unknown repository", own, "Finance", 404],
    ["another grant", { ...own, grant_type: "client_credentials" }, "Human%20Resources", 400],
  ])("answers %s with ProblemDetails", async (_, form, repository, status) => {
    for (const [version, type] of [
      ["v1", "application/json"],
      ["v2", "application/problem+json"],
    ]) {
      const reply = await post(form, version, repository);
      expect([reply.status, reply.headers.get("content-type")]).toEqual([status, type]);
      expect(await reply.json()).toEqual({
        type: expect.any(String),
        title: expect.any(String),
        status,
        operationId: expect.any(String),
        instance: expect.stringContaining("/Token"),
        traceId: expect.any(String),
      });
    }
  });

  test("wants a form", async () => {
    const url = `${emulator.endpoint}/LFRepositoryAPI/v1/Repositories/Human%20Resources/Token`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ grant_type: "password", ...own });
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(400);
  });

  test("is at no other path: real servers answer 404 there", async () => {
    const url = `${emulator.endpoint}/LFRepositoryAPI/v2/Human%20Resources/Token`;
    const body = new URLSearchParams({ grant_type: "password", ...own });
    expect((await fetch(url, { method: "POST", body })).status).toBe(404);
  });
});

describe.each([
  entry,
  "/v1/Repositories/Human%20Resources/AuditReasons",
  "/v2/Repositories/Human%20Resources/Entries/1",
  "/v2/Repositories/Human%20Resources/SessionRights",
])("GET %s", (rest) => {
  test("wants a token that is good, and its own repository", async () => {
    const { access_token } = await issue();
    expect((await get(rest, access_token)).status).toBe(200);
    expect([(await get(rest)).status, (await get(rest, "made-up")).status]).toEqual([401, 401]);
    expect((await get(rest.replace("Human%20Resources", "Finance"), access_token)).status).toBe(404);
    await emulator.control({ accessDenied: true });
    expect((await get(rest, access_token)).status).toBe(403);
    await emulator.control({ accessDenied: false, revoke: { token: secretHash(access_token) } });
    expect((await get(rest, access_token)).status).toBe(401);
  });
});

test("the list of repositories is off; where it is on, it takes a dead token, and none", async () => {
  const { access_token } = await issue();
  expect((await get("/v1/Repositories", access_token)).status).toBe(404);
  await emulator.control({ repositoryList: true, revoke: { token: access_token } });
  const [v1, v2] = [await get("/v1/Repositories", access_token), await get("/v2/Repositories")];
  expect([v1.status, v2.status]).toEqual([200, 200]);
  expect(await v1.json()).toMatchObject([{ repoId: "Human Resources" }]);
  expect(await v2.json()).toMatchObject({ value: [{ id: "Human Resources" }] });
});

test("there is no refresh and no revocation, and no session rights in v1", async () => {
  const { access_token } = await issue();
  for (const rest of ["AccessTokens/Refresh", "AccessTokens/Invalidate", "SessionRights"]) {
    expect((await get(`/v1/Repositories/Human%20Resources/${rest}`, access_token)).status).toBe(404);
  }
});

describe("the control", () => {
  test("nextLifetime holds for one token, null leaves it out, and it may be misspelt", async () => {
    await emulator.control({ nextLifetime: 60 });
    expect([(await issue()).expires_in, (await issue()).expires_in]).toEqual([60, 900]);
    await emulator.control({ nextLifetime: null });
    expect(await issue()).not.toHaveProperty("expires_in");
    await emulator.control({ misspeltLifetime: true });
    const { expire_in, expires_in } = await issue();
    expect([expire_in, expires_in]).toEqual([900, undefined]);
  });

  test("a token ends with its lifetime", async () => {
    await emulator.control({ nextLifetime: 1 });
    const { access_token } = await issue();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await get(entry, access_token)).status).toBe(401);
  });

  test("repeatTokens gives the same token to the same user while it lives", async () => {
    await emulator.control({ repeatTokens: true });
    const { access_token } = await issue();
    expect((await issue()).access_token).toBe(access_token);
    expect((await issue({ username: "other@example.org", password: "second" })).access_token).not.toBe(access_token);
  });

  test("lockAccount answers 401 to tokens and credentials", async () => {
    const { access_token } = await issue();
    await emulator.control({ lockAccount: true });
    expect([(await post(own)).status, (await get(entry, access_token)).status]).toEqual([401, 401]);
  });
});

test("its credentials are those of its first user", () => {
  const endpoint = `${emulator.endpoint}/LFRepositoryAPI`;
  expect(emulator.credentials).toEqual({ endpoint, repositoryId: "Human Resources", ...own });
});
