import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { connectEmulator, secretHash } from "../../../testing";
import { control } from "../../../testing/emulator/control";
import { type Emulator, startEmulator } from "../../../testing/emulator/emulator";

let emulator: Emulator<{ name: string }>;
let names: string[];
let carriedOut: number;

beforeEach(async () => {
  names = [];
  carriedOut = 0;
  emulator = await startEmulator({
    routes: {
      "POST /tokens": () => {
        carriedOut += 1;
        return {
          status: 201,
          body: { accessToken: "issued-secret", key: "vendor-secret", tokenType: "Bearer", id: 7 },
        };
      },
      "GET /users/{sid}/keys/{id}": ({ params, query }) => ({ body: { ...params, q: query.get("q") } }),
      "GET /broken": () => {
        throw new Error("a mistake in the emulator");
      },
    },
    otherwise: () => ({ status: 404, body: "nothing here" }),
    controls: { name: control(z.string(), (name) => void names.push(name)) },
    secretFields: ["key"],
  });
});

afterEach(() => emulator.close());

const call = (path: string, init?: RequestInit) => fetch(emulator.endpoint + path, init);

describe("routes", () => {
  test("hand the braces of the path on, decoded, and the query", async () => {
    const reply = await call("/users/S-1-5%2F2/keys/k.1?q=a%20b");
    expect(await reply.json()).toEqual({ sid: "S-1-5/2", id: "k.1", q: "a b" });
  });

  test("take one segment for a brace, one method, and the whole path", async () => {
    expect((await call("/users/1/2/keys/3")).status).toBe(404);
    expect((await call("/users/1/keys/3/more")).status).toBe(404);
    expect((await call("/tokens")).status).toBe(404);
  });

  test("say what went wrong in the emulator itself", async () => {
    const reply = await call("/broken");
    expect(reply.status).toBe(500);
    expect(await reply.text()).toContain("a mistake in the emulator");
  });
});

describe("the log", () => {
  test("has requests in order of arrival, with what was sent and answered", async () => {
    await call("/tokens?tenant=t1", { method: "POST" });
    await call("/nowhere", { headers: { "X-Tenant": "t2" } });
    const [first, second, ...rest] = await emulator.log();
    expect(first).toMatchObject({ method: "POST", path: "/tokens", query: { tenant: "t1" }, status: 201, body: "" });
    expect(second).toMatchObject({ method: "GET", path: "/nowhere", status: 404, headers: { "x-tenant": "t2" } });
    expect(rest).toEqual([]);
    expect(Date.parse(first?.at ?? "")).toBeLessThanOrEqual(Date.now());
  });

  test("has a request that is not answered yet, before those that came after it", async () => {
    await emulator.fault({ delay: 500, match: "/tokens" });
    const slow = call("/tokens", { method: "POST" });
    await sleep(100);
    await call("/nowhere");
    expect((await emulator.log()).map(({ path }) => path)).toEqual(["/tokens", "/nowhere"]);
    expect((await slow).status).toBe(201);
  });

  test("shows no secret, but a hash that is the same wherever it stood", async () => {
    const secrets = { password: "p-secret", client_secret: "c-secret", refreshToken: "r-secret", otpCode: "123456" };
    const hashed = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, secretHash(value)]));
    const headers = { Authorization: "Bearer issued-secret", apiKey: "a-secret", Cookie: "sid=s-secret" };
    await call("/tokens?access_token=q-secret", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ user: "u", nested: [secrets], tokenName: "n", token_type_hint: "access_token" }),
    });
    await call("/form", { method: "POST", body: new URLSearchParams({ ...secrets, username: "u" }) });
    await call("/basic", { headers: { Authorization: `Basic ${btoa("my%3Aid:c-sec%72et")}` } });
    await call("/text", { method: "POST", body: "free text t-secret" });
    const [json, form, basic, text] = await emulator.log();
    expect(JSON.stringify(await emulator.log())).not.toMatch(/-secret|123456/);
    expect(json?.body).toEqual({ user: "u", nested: [hashed], tokenName: "n", token_type_hint: "access_token" });
    expect(json?.query).toEqual({ access_token: secretHash("q-secret") });
    expect(json?.headers).toMatchObject({
      authorization: `Bearer ${secretHash("issued-secret")}`,
      apikey: secretHash("a-secret"),
      cookie: secretHash("sid=s-secret"),
    });
    expect(json?.replyTokens).toEqual([secretHash("issued-secret"), secretHash("vendor-secret")]);
    expect(form?.body).toEqual({ ...hashed, username: "u" });
    expect(basic?.headers.authorization).toBe(`Basic my:id:${secretHash("c-secret")}`);
    expect(text?.body).toBe(secretHash("free text t-secret"));
    expect(text).not.toHaveProperty("replyTokens");
  });

  test("hashes as documented", () => {
    expect(secretHash("abc")).toBe("sha256:ba7816bf");
  });

  test("leaves out what tests ask of the emulator, and can be emptied", async () => {
    await emulator.control({ name: "n" });
    await call("/nowhere");
    expect(await emulator.log()).toHaveLength(1);
    await emulator.clearLog();
    expect(await emulator.log()).toEqual([]);
  });

  test("is there for another process, too", async () => {
    await call("/nowhere");
    const other = connectEmulator(emulator.endpoint);
    expect(await other.log()).toEqual(await emulator.log());
  });
});

describe("a fault", () => {
  test("answers in the place of the emulator, once by default", async () => {
    await emulator.fault({ status: 503, body: { message: "busy" }, headers: { "Retry-After": "1" } });
    const reply = await call("/tokens", { method: "POST" });
    expect([reply.status, reply.headers.get("retry-after"), await reply.json()]).toEqual([
      503,
      "1",
      { message: "busy" },
    ]);
    expect(carriedOut).toBe(0);
    expect((await call("/tokens", { method: "POST" })).status).toBe(201);
    const [faulty, usual] = await emulator.log();
    expect(faulty).toMatchObject({ status: 503, carriedOut: false });
    expect(usual).not.toHaveProperty("carriedOut");
  });

  test("meets as many requests as it says, of its path and method", async () => {
    await emulator.fault({ status: 500, count: 2, match: "/tok", method: "post" });
    const statuses: number[] = [];
    for (const [method, path] of [
      ["GET", "/tokens"],
      ["POST", "/other"],
      ["POST", "/tokens"],
      ["POST", "/tokens"],
      ["POST", "/tokens"],
    ]) {
      statuses.push((await call(path as string, { method: method as string })).status);
    }
    expect(statuses).toEqual([404, 404, 500, 500, 201]);
  });

  test("can be an HTML page with a status of its own", async () => {
    await emulator.fault({ html: true });
    const page = await call("/tokens", { method: "POST" });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("<html>");
    await emulator.fault({ html: true, status: 502 });
    expect((await call("/tokens", { method: "POST" })).status).toBe(502);
  });

  test("can add headers and a content type to the usual answer", async () => {
    await emulator.fault({ headers: { "X-More": "1" }, contentType: "text/plain" });
    const reply = await call("/tokens", { method: "POST" });
    expect([reply.status, reply.headers.get("x-more"), reply.headers.get("content-type")]).toEqual([
      201,
      "1",
      "text/plain",
    ]);
  });

  test("cuts the connection before the request is carried out", async () => {
    await emulator.fault({ cut: "before" });
    await expect(call("/tokens", { method: "POST" })).rejects.toThrow();
    expect(carriedOut).toBe(0);
    expect(await emulator.log()).toMatchObject([{ path: "/tokens", status: 0, cut: "before", carriedOut: false }]);
  });

  test("cuts the connection after it, and the log names the token that was lost", async () => {
    await emulator.fault({ cut: "after" });
    await expect(call("/tokens", { method: "POST" })).rejects.toThrow();
    expect(carriedOut).toBe(1);
    const [entry] = await emulator.log();
    expect(entry).toMatchObject({ status: 201, cut: "after" });
    expect(entry?.replyTokens).toContain(secretHash("issued-secret"));
  });

  test("delays the reply of a request that is carried out", async () => {
    await emulator.fault({ delay: 200 });
    const before = Date.now();
    await call("/tokens", { method: "POST" });
    expect(Date.now() - before).toBeGreaterThanOrEqual(195);
    expect(carriedOut).toBe(1);
  });

  test("can be dropped", async () => {
    await emulator.fault({ status: 500, count: 9 });
    await emulator.clearFaults();
    expect((await call("/tokens", { method: "POST" })).status).toBe(201);
  });

  test("is refused where it is misspelt", async () => {
    await expect(emulator.fault({ stauts: 500 } as never)).rejects.toThrow("stauts");
    expect((await call("/tokens", { method: "POST" })).status).toBe(201);
  });

  test("replaces the answer of a request that is carried out all the same", async () => {
    await emulator.fault({ carriedOut: true, html: true, status: 502 });
    const reply = await call("/tokens", { method: "POST" });
    expect([reply.status, await reply.text()]).toEqual([502, expect.stringMatching(/^<!DOCTYPE html>/)]);
    expect(carriedOut).toBe(1);
    expect(await emulator.log()).toMatchObject([{ status: 502, replyTokens: expect.any(Array) }]);
  });

  test("changes and leaves out fields of the reply, those that are not there too", async () => {
    await emulator.fault({ set: { accessToken: 7, "nowhere.at.all": 1 }, omit: ["id", "key"] });
    const reply = await call("/tokens", { method: "POST" });
    expect(await reply.json()).toEqual({ accessToken: 7, tokenType: "Bearer" });
    expect(reply.status).toBe(201);
  });

  test("makes the reply longer than it is, or shorter", async () => {
    await emulator.fault({ size: 100_000 });
    expect(await (await call("/tokens", { method: "POST" })).text()).toHaveLength(100_000);
    await emulator.fault({ truncate: true });
    const half = await (await call("/tokens", { method: "POST" })).text();
    expect(half).toMatch(/^\{"accessToken":"issued/);
    expect(() => JSON.parse(half)).toThrow("JSON");
  });
});

describe("a control", () => {
  test("is applied", async () => {
    await emulator.control({ name: "a" });
    expect(names).toEqual(["a"]);
  });

  test("of an unknown name is refused with the names there are, and nothing is applied", async () => {
    const body = JSON.stringify({ name: "a", nam: "b" });
    const reply = await call("/_control", { method: "POST", body });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: "no control named nam; there are name" });
    expect(names).toEqual([]);
  });

  test("of a wrong value is refused", async () => {
    await expect(emulator.control({ name: 5 as never })).rejects.toThrow("name: ");
    expect(names).toEqual([]);
  });

  test("that is no JSON, or no path there is, is refused", async () => {
    expect((await call("/_control", { method: "POST", body: "{" })).status).toBe(400);
    expect((await call("/_reset", { method: "POST" })).status).toBe(404);
  });
});

test("close ends the connections that wait for a reply, and does so at once", async () => {
  await emulator.fault({ delay: 60_000 });
  const waiting = expect(call("/tokens", { method: "POST" })).rejects.toThrow();
  await sleep(100);
  const before = Date.now();
  await emulator.close();
  await waiting;
  expect(Date.now() - before).toBeLessThan(1000);
  await expect(call("/nowhere")).rejects.toThrow();
});
