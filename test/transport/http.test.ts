import { once } from "node:events";
import type http from "node:http";
import { setTimeout as after, setImmediate as turn } from "node:timers/promises";
import tls from "node:tls";
import { generate } from "selfsigned";
import type { Connection } from "../../provider/transport/connection";
import type { HttpReply, HttpRequest } from "../../provider/transport/message";
import type { LimitResetsAt } from "../../provider/transport/rate-limit-headers";
import { createCertificate } from "../../testing";
import { type Answer, accept, freePort, proxy, serve } from "../support/servers/loopback";

const secret = "canary-7f3a91";

const proxyVariables = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
const before = { ...process.env };
beforeEach(() => {
  for (const name of proxyVariables) delete process.env[name];
});
afterEach(() => {
  process.env = { ...before };
});

/** A sender with sockets of its own, which reads the environment as it is now. */
function sender(
  connection: Connection = {},
  limitResetsAt: LimitResetsAt = () => undefined,
): (request: HttpRequest) => Promise<HttpReply> {
  let fresh = (_request: HttpRequest): Promise<HttpReply> => Promise.reject(new Error("not loaded"));
  jest.isolateModules(() => {
    fresh = (require("../../provider/transport/http") as typeof import("../../provider/transport/http")).sender(
      connection,
      { limitResetsAt },
    );
  });
  return fresh;
}

/** A request that issues something, with a secret wherever one may stand. */
const issuing = (origin: string): HttpRequest => ({
  method: "POST",
  url: `${origin}/token?key=${secret}`,
  headers: { authorization: `Bearer ${secret}` },
  form: { client_secret: secret },
  idempotent: false,
});

const asking = (origin: string): HttpRequest => {
  const { form: _, ...request } = issuing(origin);
  return { ...request, method: "GET", idempotent: true };
};

/** The same request over the connection of its own that some headers need. */
const withConnectionHeaders = (request: HttpRequest): HttpRequest => ({
  ...request,
  connectionHeaders: { "Keep-Alive": "timeout=5" },
});

const answering =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = "{}"): Answer =>
  (reply) =>
    void reply.writeHead(status, headers).end(body);

const cut: Answer = (reply) => void reply.socket?.destroy();
const never: Answer = () => {};

/** What was thrown, after a look at whether it says more than it may. */
async function failure(sent: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await sent.then(
    () => {
      throw new Error("it did not fail");
    },
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "TokenError" });
  const told = [error.message, String(error.cause ?? ""), JSON.stringify(error)].join();
  expect(told).not.toContain(secret);
  expect(told).not.toContain("?key");
  return error;
}

describe("a request", () => {
  test("carries a form, with lists as repeated fields, and nothing that is undefined", async () => {
    const server = await serve(answering(200));
    await sender()({
      method: "POST",
      url: `${server.origin}/token`,
      headers: { "x-tenant-id": undefined, accept: "text/plain" },
      form: { grant_type: "a b", resource: ["https://one", "https://two"], scope: undefined, odd: "ä&=+%" },
      idempotent: false,
    });
    const [{ body, headers, method, url } = { headers: {} as http.IncomingHttpHeaders }] = server.received;
    expect([method, url]).toEqual(["POST", "/token"]);
    expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(headers.accept).toBe("text/plain");
    expect(headers).not.toHaveProperty("x-tenant-id");
    expect([...new URLSearchParams(body)]).toEqual([
      ["grant_type", "a b"],
      ["resource", "https://one"],
      ["resource", "https://two"],
      ["odd", "ä&=+%"],
    ]);
  });

  test("carries JSON, without what is undefined", async () => {
    const server = await serve(answering(200));
    await sender()({ method: "PUT", url: server.origin, json: { a: 1, b: undefined, c: null }, idempotent: true });
    expect(server.received).toMatchObject([{ method: "PUT", body: '{"a":1,"c":null}' }]);
    expect(server.received[0]?.headers).toMatchObject({
      "content-type": "application/json",
      accept: "application/json",
      "content-length": "16",
    });
  });

  test.each(["GET", "DELETE"] as const)("%s without a body carries none", async (method) => {
    const server = await serve(answering(200));
    await sender()({ method, url: server.origin, idempotent: true });
    expect(server.received).toMatchObject([{ method, body: "" }]);
    expect(server.received[0]?.headers).not.toHaveProperty("content-type");
  });

  test("over a connection of its own carries the headers of the connection", async () => {
    const server = await serve(answering(200, { "x-one": "1" }, '{"value":true}'));
    const reply = await sender()(withConnectionHeaders(issuing(server.origin)));
    expect(reply).toMatchObject({ status: 200, headers: { "x-one": "1" }, json: { value: true } });
    expect(server.received).toMatchObject([
      { method: "POST", body: `client_secret=${secret}`, headers: { "keep-alive": "timeout=5" } },
    ]);
  });
});

describe("a reply", () => {
  test.each([200, 201, 204, 400, 401, 403, 404, 409, 418, 500, 501])(
    "of status %d is given as it is, at once",
    async (status) => {
      const server = await serve(answering(status, { "X-Some-Header": "one", "set-cookie": ["a=1", "b=2"] }));
      const reply = await sender()(asking(server.origin));
      expect(reply.status).toBe(status);
      expect(reply.headers).toMatchObject({ "x-some-header": "one", "set-cookie": "a=1, b=2" });
      expect(server.received).toHaveLength(1);
    },
  );

  test.each<[string, Record<string, unknown> | undefined]>([
    ['{"a":1}', { a: 1 }],
    ["[1]", undefined],
    ['"text"', undefined],
    ["null", undefined],
    ["", undefined],
    ["<html>", undefined],
  ])("%j is JSON only where it is an object, whatever its content type", async (body, json) => {
    const server = await serve(answering(200, { "content-type": "text/html" }, body));
    expect(await sender()(asking(server.origin))).toMatchObject({ text: body, json });
  });

  test.each([301, 302, 303, 307, 308])("of status %d is not followed", async (status) => {
    const other = await serve(answering(200));
    const server = await serve(answering(status, { location: `${other.origin}/elsewhere` }));
    for (const request of [
      issuing(server.origin),
      asking(server.origin),
      withConnectionHeaders(asking(server.origin)),
    ]) {
      expect((await sender()(request)).status).toBe(status);
    }
    expect([server.received.length, other.received.length]).toEqual([3, 0]);
  });

  const large: Answer = (reply) => {
    reply.writeHead(200);
    for (let index = 0; index < 20; index++) reply.write("x".repeat(65_536));
    reply.end();
  };

  test.each([
    ["in parts", large],
    ["as its length says", answering(200, {}, "x".repeat(1_048_577))],
  ])("larger than a mebibyte is not read: %s", async (_, answer) => {
    const server = await serve(answer);
    expect(await failure(sender()(issuing(server.origin)))).toMatchObject({
      code: "REPLY_LOST",
      message: expect.stringMatching(
        /answered with more than 1048576 bytes; the request may have been carried out\. Check the address and the proxy\.$/,
      ),
    });
    expect(server.received).toHaveLength(1);
  });

  test("larger than a mebibyte is not read over a connection of its own either", async () => {
    const server = await serve(large);
    expect(await failure(sender()(withConnectionHeaders(issuing(server.origin))))).toMatchObject({
      code: "REPLY_LOST",
    });
  });

  test("of a mebibyte is read", async () => {
    const server = await serve(answering(200, {}, "x".repeat(1_048_576)));
    expect((await sender()(asking(server.origin))).text).toHaveLength(1_048_576);
  });
});

describe("the deadline", () => {
  const stalls: Answer = (reply) => void reply.writeHead(200, { "content-length": "10" }).write("{");

  test.each<[string, Answer, (request: HttpRequest) => HttpRequest]>([
    ["before the reply", never, (request) => request],
    ["within the reply", stalls, (request) => request],
    ["before the reply, over a connection of its own", never, withConnectionHeaders],
    ["within the reply, over a connection of its own", stalls, withConnectionHeaders],
  ])("ends a request %s, and says that it may have been carried out", async (_, answer, over) => {
    const server = await serve(answer);
    const { host } = new URL(server.origin);
    expect(await failure(sender({ requestTimeout: 200 })(over(issuing(server.origin))))).toMatchObject({
      code: "REPLY_LOST",
      message: `${host} did not answer within 0.2 seconds (requestTimeout); the request may have been carried out. Run again; if the server is slow, give a longer requestTimeout.`,
    });
    expect(server.received).toHaveLength(1);
  });

  test("may be longer than a timer of Node's can be", async () => {
    const server = await serve(answering(200));
    for (const requestTimeout of [2 ** 31, 2 ** 33, 6e17]) {
      expect((await sender({ requestTimeout })(asking(server.origin))).status).toBe(200);
    }
  });

  test("is one for each attempt, once the server is known to answer", async () => {
    const server = await serve((reply, attempt, request) =>
      attempt === 2 ? never(reply, attempt, request) : answering(200)(reply, attempt, request),
    );
    const send = sender({ requestTimeout: 2000 });
    for (let request = 0; request < 2; request++) expect((await send(asking(server.origin))).status).toBe(200);
    expect(server.received).toHaveLength(3);
  });
});

describe("a connection that is refused", () => {
  test.each<[string, (origin: string) => HttpRequest]>([
    ["an issuing request", issuing],
    ["an idempotent request", asking],
    ["an issuing request over a connection of its own", (origin) => withConnectionHeaders(issuing(origin))],
  ])("is tried again for %s, since nothing was sent", async (_, request) => {
    const port = await freePort();
    const reply = sender()(request(`http://127.0.0.1:${port}`));
    await after(100);
    const server = await serve(answering(200), { port });
    expect((await reply).status).toBe(200);
    expect(server.received).toHaveLength(1);
  });

  test("in the end is told: nothing was sent", async () => {
    const port = 1;
    expect(await failure(sender()(issuing(`http://127.0.0.1:${port}`)))).toMatchObject({
      code: "NOT_SENT",
      message: `127.0.0.1:${port} could not be reached (ECONNREFUSED). Check the address, the network and the proxy.`,
    });
  });

  test("and a host that does not exist are told apart", async () => {
    expect(await failure(sender()(issuing("https://no-such-host.invalid")))).toMatchObject({
      code: "NOT_SENT",
      message: expect.stringMatching(/^no-such-host\.invalid could not be reached \((ENOTFOUND|EAI_AGAIN)\)\./),
    });
  });
});

describe("a request that issues something", () => {
  test.each<[string, Answer]>([
    ["cut before the reply", cut],
    [
      "cut within the reply",
      (reply) => void reply.writeHead(200, { "content-length": "10" }).write("{", () => reply.socket?.destroy()),
    ],
    ["answered with what is no HTTP", (reply) => void reply.socket?.end("SSH-2.0-OpenSSH\r\n")],
  ])("is never sent twice when it was %s", async (_, answer) => {
    const server = await serve(answer);
    for (const [index, request] of [issuing(server.origin), withConnectionHeaders(issuing(server.origin))].entries()) {
      expect(await failure(sender()(request))).toMatchObject({
        code: "REPLY_LOST",
        message: expect.stringMatching(
          /^the connection to 127\.0\.0\.1:\d+ broke \(.+\); the request may have been carried out\. Run again; check the network and the proxy\.$/,
        ),
      });
      expect(server.received).toHaveLength(index + 1);
    }
  });

  test.each([500, 502, 503, 504])(
    "is never sent twice when it was answered %d, whatever the reply asks for",
    async (status) => {
      const server = await serve(answering(status, { "retry-after": "0" }));
      expect((await sender()(issuing(server.origin))).status).toBe(status);
      expect(server.received).toHaveLength(1);
    },
  );

  test("is sent again after 429, when Retry-After says so", async () => {
    const server = await serve((reply, attempt, request) =>
      answering(attempt < 3 ? 429 : 200, { "retry-after": "0" })(reply, attempt, request),
    );
    expect((await sender()(issuing(server.origin))).status).toBe(200);
    expect(server.received).toHaveLength(3);
    expect(new Set(server.received.map(({ body }) => body))).toEqual(new Set([`client_secret=${secret}`]));
  });
});

describe("a request that may be carried out twice", () => {
  test.each<[string, Answer]>([
    ["502", answering(502)],
    ["503", answering(503)],
    ["504", answering(504)],
    ["429", answering(429)],
    ["a cut", cut],
  ])("is sent again after %s", async (_, answer) => {
    const server = await serve((reply, attempt, request) =>
      attempt === 1 ? answer(reply, attempt, request) : answering(200)(reply, attempt, request),
    );
    expect((await sender()(asking(server.origin))).status).toBe(200);
    expect(server.received).toHaveLength(2);
  });

  test("is sent three times and no more; then the last answer counts", async () => {
    const server = await serve(answering(503));
    expect((await sender()(asking(server.origin))).status).toBe(503);
    expect(server.received).toHaveLength(3);
    const broken = await serve(cut);
    expect(await failure(sender()(asking(broken.origin)))).toMatchObject({ code: "REPLY_LOST" });
    expect(broken.received).toHaveLength(3);
  });
});

describe("429", () => {
  test("is given at once where the wait would be longer than a run should hang without a word", async () => {
    const server = await serve(answering(429, { "retry-after": "3600" }));
    for (const request of [issuing(server.origin), asking(server.origin)]) {
      expect((await sender()(request)).status).toBe(429);
    }
    expect(server.received).toHaveLength(2);
  });

  test("is waited for as the vendor's own header says, where there is no Retry-After", async () => {
    const server = await serve((reply, attempt, request) =>
      answering(attempt === 1 ? 429 : 200, { "x-reset": "5" })(reply, attempt, request),
    );
    const asked: string[] = [];
    const near = sender({}, ({ headers }, now) => {
      asked.push(headers["x-reset"] ?? "");
      return now;
    });
    expect((await near(issuing(server.origin))).status).toBe(200);
    expect(asked).toEqual(["5"]);
    const limited = await serve(answering(429));
    expect((await sender({}, (_, now) => now + 3_600_000)(issuing(limited.origin))).status).toBe(429);
    expect(limited.received).toHaveLength(1);
  });

  test("with Retry-After goes by that, and not by the vendor's own header", async () => {
    const server = await serve((reply, attempt, request) =>
      answering(attempt === 1 ? 429 : 200, { "retry-after": "0" })(reply, attempt, request),
    );
    expect((await sender({}, (_, now) => now + 3_600_000)(issuing(server.origin))).status).toBe(200);
  });
});

describe("TLS", () => {
  let certificate: Awaited<ReturnType<typeof createCertificate>>;
  beforeAll(async () => {
    certificate = await createCertificate();
  });
  afterAll(() => certificate.close());

  const overTls = (answer: Answer = answering(200), options: tls.TlsOptions = {}) =>
    serve(answer, { tls: { cert: certificate.cert, key: certificate.key, ...options } });

  test.each([
    ["", (request: HttpRequest) => request],
    [" over a connection of its own", withConnectionHeaders],
  ])("that is not trusted sends nothing, and the error says what to give%s", async (_, over) => {
    const server = await overTls();
    expect(await failure(sender()(over(issuing(server.origin))))).toMatchObject({
      code: "NOT_SENT",
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ was not reached over TLS \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. .* give it as caCertificate\.$/,
      ),
    });
    expect([server.received.length, server.connections()]).toEqual([0, 1]);
  });

  test.each([
    ["", (request: HttpRequest) => request],
    [" over a connection of its own", withConnectionHeaders],
  ])("is trusted by caCertificate, and skipped by insecureSkipTlsVerify%s", async (_, over) => {
    const server = await overTls();
    const { cert } = certificate;
    for (const connection of [{ caCertificate: cert }, { insecureSkipTlsVerify: true }]) {
      expect((await sender(connection)(over(issuing(server.origin)))).status).toBe(200);
    }
    expect(server.received).toHaveLength(2);
    const unlike = { caCertificate: cert, insecureSkipTlsVerify: false };
    expect((await sender(unlike)(over(issuing(server.origin)))).status).toBe(200);
    expect(await failure(sender({ insecureSkipTlsVerify: false })(over(issuing(server.origin))))).toMatchObject({
      code: "NOT_SENT",
    });
  });

  test("is per connection: the trust of one does not reach another, though they share a process", async () => {
    const server = await overTls();
    let fresh: typeof import("../../provider/transport/http") | undefined;
    jest.isolateModules(() => {
      fresh = require("../../provider/transport/http");
    });
    expect((await fresh?.sender({ insecureSkipTlsVerify: true })(issuing(server.origin)))?.status).toBe(200);
    expect((await fresh?.sender({ caCertificate: certificate.cert })(issuing(server.origin)))?.status).toBe(200);
    await failure(fresh?.sender({})(issuing(server.origin)) as Promise<unknown>);
    expect(server.received).toHaveLength(2);
  });

  test("for another name is not trusted, though the authority is", async () => {
    const { cert, private: key } = await generate([{ name: "commonName", value: "other.example.com" }], {
      keyType: "ec",
      extensions: [
        { name: "basicConstraints", cA: true },
        { name: "subjectAltName", altNames: [{ type: 2, value: "other.example.com" }] },
      ],
    });
    const server = await overTls(answering(200), { cert, key });
    expect(await failure(sender({ caCertificate: cert })(issuing(server.origin)))).toMatchObject({
      code: "NOT_SENT",
      message: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID"),
    });
    expect(server.received).toHaveLength(0);
  });

  test("1.1 is refused, and 1.2 is taken", async () => {
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const server = await overTls(answering(200), old);
    // The server itself is in order: whoever speaks its version gets through.
    const client = tls.connect({ port: server.port, ca: certificate.cert, ...old });
    await once(client, "secureConnect");
    expect(client.getProtocol()).toBe("TLSv1.1");
    client.destroy();
    for (const connection of [{ caCertificate: certificate.cert }, { insecureSkipTlsVerify: true }]) {
      for (const request of [issuing(server.origin), withConnectionHeaders(issuing(server.origin))]) {
        expect(await failure(sender(connection)(request))).toMatchObject({ code: "NOT_SENT" });
      }
    }
    expect(server.received).toHaveLength(0);
    const newer = await overTls(answering(200), { maxVersion: "TLSv1.2" });
    expect((await sender({ caCertificate: certificate.cert })(issuing(newer.origin))).status).toBe(200);
  });

  test("where the server speaks none sends nothing", async () => {
    const server = await serve(answering(200));
    const request = issuing(server.origin.replace("http:", "https:"));
    expect(await failure(sender()(request))).toMatchObject({ code: "NOT_SENT" });
    expect(server.received).toHaveLength(0);
  });

  test("that breaks after the request was sent may have carried it out", async () => {
    let requests = 0;
    const port = await accept((socket) => {
      const secure = new tls.TLSSocket(socket, { isServer: true, cert: certificate.cert, key: certificate.key });
      const breakOff = () => {
        requests += 1;
        socket.end("what follows is no TLS record at all");
      };
      secure.on("error", () => {}).once("data", breakOff);
    });
    for (const over of [(request: HttpRequest) => request, withConnectionHeaders]) {
      const request = over(issuing(`https://127.0.0.1:${port}`));
      expect(await failure(sender({ caCertificate: certificate.cert })(request))).toMatchObject({ code: "REPLY_LOST" });
    }
    expect(requests).toBe(2);
  });

  describe("through a proxy", () => {
    const name = "server.example.com";
    let named: { cert: string; private: string };
    beforeAll(async () => {
      named = await generate([{ name: "commonName", value: name }], {
        keyType: "ec",
        extensions: [
          { name: "basicConstraints", cA: true },
          { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
        ],
      });
    });

    const namedServer = () => overTls(answering(200), { cert: named.cert, key: named.private });

    test.each(["HTTPS_PROXY", "https_proxy"])(
      "named by %s goes by a tunnel, in which the proxy reads nothing",
      async (variable) => {
        const server = await namedServer();
        const between = await proxy(server.port);
        process.env[variable] = between.origin;
        expect((await sender({ caCertificate: named.cert })(issuing(`https://${name}`))).status).toBe(200);
        expect(server.received).toMatchObject([{ body: `client_secret=${secret}` }]);
        expect(between.received).toMatchObject([{ method: "CONNECT", url: `${name}:443` }]);
        expect(JSON.stringify(between.received)).not.toContain(secret);
      },
    );

    test("is verified as without one, and skipped as without one", async () => {
      const server = await namedServer();
      process.env.HTTPS_PROXY = (await proxy(server.port)).origin;
      expect(await failure(sender()(issuing(`https://${name}`)))).toMatchObject({ code: "NOT_SENT" });
      expect(await failure(sender({ caCertificate: named.cert })(issuing("https://other.example.com")))).toMatchObject({
        code: "NOT_SENT",
      });
      expect(server.received).toHaveLength(0);
      expect((await sender({ insecureSkipTlsVerify: true })(issuing("https://other.example.com"))).status).toBe(200);
    });

    test("1.1 is refused", async () => {
      const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
      const server = await overTls(answering(200), { cert: named.cert, key: named.private, ...old });
      process.env.HTTPS_PROXY = (await proxy(server.port)).origin;
      expect(await failure(sender({ caCertificate: named.cert })(issuing(`https://${name}`)))).toMatchObject({
        code: "NOT_SENT",
      });
    });

    test("keeps its hands off what NO_PROXY names", async () => {
      const server = await namedServer();
      const between = await proxy(server.port);
      process.env.HTTPS_PROXY = between.origin;
      process.env.NO_PROXY = "example.org,elsewhere.invalid";
      const connection = { insecureSkipTlsVerify: true };
      // There is no such host, which the proxy would not know.
      expect(await failure(sender(connection)(issuing("https://elsewhere.invalid")))).toMatchObject({
        code: "NOT_SENT",
      });
      expect([server.received.length, between.received.length]).toEqual([0, 0]);
      expect((await sender(connection)(issuing(`https://${name}`))).status).toBe(200);
      expect([server.received.length, between.received.length]).toEqual([1, 1]);
    });

    test("is not asked for what is on this machine", async () => {
      const [secure, plain] = [await overTls(), await serve(answering(200))];
      const between = await proxy(secure.port);
      process.env.HTTPS_PROXY = between.origin;
      process.env.HTTP_PROXY = between.origin;
      for (const { origin } of [secure, plain]) {
        expect((await sender({ caCertificate: certificate.cert })(issuing(origin))).status).toBe(200);
      }
      expect([secure.received.length, plain.received.length, between.received.length]).toEqual([1, 1, 0]);
    });

    test("that wants to know who asks is told, by its address", async () => {
      const server = await namedServer();
      const between = await proxy(server.port);
      process.env.HTTPS_PROXY = between.origin.replace("http://", "http://user:pass%20word@");
      await sender({ caCertificate: named.cert })(issuing(`https://${name}`));
      const basic = Buffer.from("user:pass word").toString("base64");
      expect(between.received[0]?.headers["proxy-authorization"]).toBe(`Basic ${basic}`);
      expect(server.received[0]?.headers).not.toHaveProperty("proxy-authorization");
    });

    test.each([403, 407, 502])("that refuses with %d has sent nothing", async (status) => {
      const server = await namedServer();
      process.env.HTTPS_PROXY = (await proxy(server.port, status)).origin;
      expect(await failure(sender({ caCertificate: named.cert })(issuing(`https://${name}`)))).toMatchObject({
        code: "NOT_SENT",
      });
      expect(server.received).toHaveLength(0);
    });

    test("that is not there has sent nothing", async () => {
      process.env.HTTPS_PROXY = "http://127.0.0.1:1";
      expect(await failure(sender({ caCertificate: named.cert })(issuing(`https://${name}`)))).toMatchObject({
        code: "NOT_SENT",
      });
    });

    test("is not known to a request with a connection of its own", async () => {
      const between = await proxy((await namedServer()).port);
      process.env.HTTPS_PROXY = between.origin;
      const request = withConnectionHeaders(issuing(`https://${name}`));
      expect(await failure(sender({ caCertificate: named.cert })(request))).toMatchObject({ code: "NOT_SENT" });
      expect(between.received).toHaveLength(0);
    });
  });
});

test("a request without TLS goes through the proxy that HTTP_PROXY names", async () => {
  const server = await serve(answering(200));
  const between = await proxy(server.port);
  process.env.HTTP_PROXY = between.origin;
  expect((await sender()(issuing("http://server.example.com"))).status).toBe(200);
  expect([server.received.length, between.received.length]).toEqual([1, 1]);
});

describe("the sockets", () => {
  const slowly: Answer = (reply) => void setTimeout(() => reply.end("{}"), 5);

  test("are shared: no more of them than requests at a time", async () => {
    const server = await serve(slowly);
    const send = sender();
    const worker = async () => {
      for (let index = 0; index < 20; index++) {
        await send(issuing(server.origin));
        // The engine asks for the next operation over a socket of its own, so never in the same turn.
        await turn();
      }
    };
    await Promise.all(Array.from({ length: 5 }, worker));
    expect(server.received).toHaveLength(100);
    expect(server.connections()).toBeLessThanOrEqual(5);
  });

  test("are shared by the senders of one kind of connection, and not by those of another", async () => {
    const server = await serve(answering(200));
    let fresh: typeof import("../../provider/transport/http") | undefined;
    jest.isolateModules(() => {
      fresh = require("../../provider/transport/http");
    });
    for (const requestTimeout of [1000, 2000, 3000]) {
      await fresh?.sender({ requestTimeout })(asking(server.origin));
      await turn();
    }
    expect(server.connections()).toBe(1);
    await fresh?.sender({ insecureSkipTlsVerify: true })(asking(server.origin));
    expect(server.connections()).toBe(2);
  });
});
