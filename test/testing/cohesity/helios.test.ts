import { type HeliosEmulator, startHelios } from "../../../testing";

const login = { username: "svc-pulumi", password: "svc-password" };
const [first, second] = ["9007199254740993", "9007199254740995"];

let emulator: HeliosEmulator;
let key: { apiKey: string };

beforeEach(async () => {
  emulator = await startHelios({ users: { "svc-pulumi": { password: "svc-password" } } });
  key = { apiKey: emulator.credentials.adminApiKey };
});

afterEach(() => emulator.close());

async function send(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const reply = await fetch(emulator.endpoint + path, request);
  const text = await reply.text();
  return { status: reply.status, body: text === "" ? undefined : JSON.parse(text) };
}

const issue = (headers: Record<string, string> = {}, body: object = login) =>
  send("POST", "/v2/access-tokens", { ...key, ...headers }, body);
const unauthorized = {
  status: 401,
  body: { errorCode: "KStatusUnauthorized", message: "Authentication failed: Unauthorized access.", taskLogId: null },
};

test("a token is issued for the cluster that the headers name, and accepted there alone, without the key", async () => {
  const { status, body } = await issue({ accessClusterId: first, regionId: "us-east-1" });
  expect([status, body.tokenType]).toEqual([201, "Bearer"]);
  const authorization = `Bearer ${body.accessToken}`;
  const at = async (routing: Record<string, string>) =>
    (await send("GET", "/v2/clusters", { authorization, ...routing })).status;
  expect(await at({ accessClusterId: first, regionId: "us-east-1" })).toBe(200);
  expect(await at({ accessClusterId: first })).toBe(200);
  expect(await at({ accessClusterId: second })).toBe(401);
  expect(await at({})).toBe(401);
});

test("a token may be issued for no cluster", async () => {
  const { body } = await issue();
  const authorization = `Bearer ${body.accessToken}`;
  const { status } = await send("GET", "/irisservices/api/v1/public/sessionUser", { authorization });
  expect(status).toBe(200);
});

test("a login wants a valid API key; a bearer token in its place is none", async () => {
  const { body } = await issue();
  expect(await send("POST", "/v2/access-tokens", {}, login)).toEqual(unauthorized);
  expect(await issue({ apiKey: "bogus" })).toEqual(unauthorized);
  const authorization = `Bearer ${body.accessToken}`;
  expect(await send("POST", "/v2/access-tokens", { authorization }, login)).toEqual(unauthorized);
});

test.each<[string, object, string]>([
  ["without the key of the password", { username: "svc-pulumi" }, "Missing password."],
  ["without either key", { certificate: "c", privateKey: "k" }, "Missing username, password."],
  ["with a wrong password", { ...login, password: "wrong" }, "Invalid Username or Password"],
  ["with null for both", { username: null, password: null }, "Invalid Username or Password"],
])("a login is refused %s", async (_, body, message) => {
  expect(await issue({}, body)).toMatchObject({ status: 400, body: { errorCode: "KValidationError", message } });
});

test("a cluster id that is no number, or unknown, or of another region leads nowhere", async () => {
  expect((await issue({ accessClusterId: "12ab" })).status).toBe(400);
  expect((await issue({ accessClusterId: "9007199254740992" })).status).toBe(404);
  expect((await issue({ accessClusterId: first, regionId: "eu-west-1" })).status).toBe(404);
});

test("API keys are those of the cluster that the headers name; a key of Helios opens all", async () => {
  const path = `/v2/users/${emulator.sid("svc-pulumi")}/api-keys`;
  const made = await send("POST", path, { ...key, accessClusterId: first }, { name: "ci" });
  expect(made.status).toBe(201);
  const names = async (routing: Record<string, string>) =>
    (await send("GET", path, { ...key, ...routing })).body.apiKeys.map(({ name }: { name: string }) => name);
  expect([await names({ accessClusterId: first }), await names({ accessClusterId: second }), await names({})]).toEqual([
    ["ci"],
    [],
    ["admin"],
  ]);
  const own = { apiKey: made.body.apiKey };
  expect((await send("GET", "/v2/clusters", { ...own, accessClusterId: first })).status).toBe(200);
  expect((await send("GET", "/v2/clusters", { ...own, accessClusterId: second })).status).toBe(401);
});

test("nothing is answered without a credential", async () => {
  expect(await send("GET", "/v2/clusters", {})).toEqual(unauthorized);
  expect((await send("GET", "/none", {})).status).toBe(401);
});

test("a token is revoked by the control, whichever cluster it is of", async () => {
  const { body } = await issue({ accessClusterId: second });
  await emulator.control({ revoke: { token: body.accessToken } });
  const headers = { authorization: `Bearer ${body.accessToken}`, accessClusterId: second };
  expect((await send("GET", "/v2/clusters", headers)).status).toBe(401);
  await expect(emulator.control({ revoke: { token: "made-up" } })).rejects.toThrow("no token like this");
});

test("its credentials name the first cluster, by an id that no number holds", () => {
  expect(emulator.credentials).toEqual({
    endpoint: emulator.endpoint,
    adminApiKey: key.apiKey,
    accessClusterId: first,
    regionId: "us-east-1",
    ...login,
  });
  expect(String(Number(first))).not.toBe(first);
});
