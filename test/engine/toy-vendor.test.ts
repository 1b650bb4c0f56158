import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { clock } from "pulumi-access-tokens/testing";
import { stack, type TestStack } from "../support/stack";
import { LockerAccessToken } from "../toy-vendor/entry";

/** A server with one token a number, which says what it was asked. */
let server: Server;
let requests: string[] = [];
let tokens: Map<string, string>;
let locker: TestStack;

beforeAll(async () => {
  tokens = new Map();
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const id = request.url?.split("/")[2] ?? "";
    if (request.headers["x-key"] !== "a-key-of-the-locker") return void response.writeHead(401).end('{"message":"no"}');
    if (request.method === "POST") {
      const made = String(tokens.size + 1);
      tokens.set(made, `token-of-the-locker-${made}`);
      return void response.writeHead(201).end(JSON.stringify({ id: made, token: tokens.get(made) }));
    }
    const known = request.method === "DELETE" ? tokens.delete(id) : tokens.has(id);
    response.writeHead(known ? (request.method === "DELETE" ? 204 : 200) : 404).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  locker = await stack("toy", async () => {
    const token = new LockerAccessToken("hall", { endpoint, key: "a-key-of-the-locker", door: "north" });
    return { token: token.accessToken, headers: token.requestHeaders };
  });
});

beforeEach(() => (requests = []));

afterAll(async () => {
  server.close();
  await locker?.dispose();
});

test("a vendor of another package issues, renews, introspects and revokes through the public contract", async () => {
  expect(await locker.up()).toMatchObject({ ok: true, changes: { create: 2 } });
  expect(await locker.outputs()).toMatchObject({
    token: { value: "token-of-the-locker-1", secret: true },
    headers: { value: { Authorization: "Bearer token-of-the-locker-1" }, secret: true },
  });
  expect(await locker.preview({ expectNoChanges: true })).toMatchObject({ ok: true });
  expect(requests).toEqual(["POST /tokens"]);

  const due = clock("50 minutes");
  const renewal = await locker.up({ env: due });
  expect(renewal.changes).toMatchObject({ replace: 1 });
  expect(renewal.diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining("due: expires in"));
  expect(requests).toEqual(["POST /tokens", "POST /tokens", "DELETE /tokens/1"]);

  requests = [];
  tokens.delete("2");
  await locker.refresh();
  expect(requests).toEqual(["GET /tokens/2"]);
  expect((await locker.preview()).output).toContain("no longer accepted by the vendor");

  expect(await locker.destroy()).toMatchObject({ ok: true });
  expect(requests.at(-1)).toBe("DELETE /tokens/2");
});
