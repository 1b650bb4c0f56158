import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { clock } from "pulumi-access-tokens/testing";
import { stack, type TestStack } from "../../support/engine/stack";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import { PageCode } from "../../support/programs/page-code";

const page = new PageCode("docs/writing-a-vendor.md");

/** A server with one token a number, which says what it was asked. */
let server: Server;
let requests: string[] = [];
let tokens: Map<string, string>;
let locker: TestStack;

beforeAll(async () => {
  // The package of the page, as a program that installed it finds it.
  const [, manifest = ""] = /```json\n(.*?)```/s.exec(readFileSync("docs/writing-a-vendor.md", "utf8")) ?? [];
  writeFileSync(join(page.folder, "package.json"), manifest);
  symlinkSync(page.folder, join(page.folder, "node_modules", JSON.parse(manifest).name));
  expect(page.names).toEqual(["vendor.ts", "listing.ts", "state-entry.ts", "index.ts"]);
  expect(page.compile()).toEqual([]);
  const { LockerAccessToken } = require(join(page.folder, "index.js"));

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
    if (!known) return void response.writeHead(404).end('{"code":"NO_SUCH_TOKEN"}');
    response.writeHead(request.method === "DELETE" ? 204 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const program = async () => {
    const token = new LockerAccessToken("hall", { door: "north" });
    return { token: token.accessToken, headers: token.requestHeaders };
  };
  locker = await stack("toy", program, {
    main: page.folder,
    config: stackConfiguration("locker", { endpoint: `http://127.0.0.1:${port}`, key: "a-key-of-the-locker" }),
  });
});

beforeEach(() => (requests = []));

afterAll(async () => {
  server?.close();
  await locker?.dispose();
  page.dispose();
});

test("the vendor of the page compiles, and issues, renews, introspects and revokes through the public contract", async () => {
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
  const refreshed = await locker.preview({ refresh: true });
  expect(requests).toEqual(["GET /tokens/2"]);
  expect(refreshed.output).toContain("no longer accepted by the vendor");

  expect(await locker.destroy()).toMatchObject({ ok: true });
  expect(requests.at(-1)).toBe("DELETE /tokens/2");
});
