import { createHash, createHmac, createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import type { Bag } from "../../../provider/arguments/validation";
import type { HttpRequest } from "../../../provider/transport/message";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { type CertificateFile, createCertificate } from "../../../testing";
import { type Answer, answered, formOf, headersOf, now } from "../../support/checks/operation";

const tokenEndpoint = "https://login.example.com/token";
const held = { id: "1", accessToken: "example.opaque.value", state: {} };
const granted: Answer = { body: { access_token: held.accessToken, token_type: "Bearer", expires_in: 3600 } };
const privateKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
  type: "pkcs8",
  format: "pem",
}) as string;

let certificate: CertificateFile;
beforeAll(async () => {
  certificate = await createCertificate("reports");
});
afterAll(() => certificate.close());

async function issue(args: Bag, ...answers: Answer[]): Promise<HttpRequest> {
  const { operation, sent } = answered(
    oauth2,
    { tokenEndpoint, clientId: "reports", ...args },
    ...(answers.length > 0 ? answers : [granted]),
  );
  await oauth2.issue(operation);
  return sent.at(-1) as HttpRequest;
}

const form = (request: HttpRequest) => Object.fromEntries(formOf(request));

/** The three parts of an assertion: the header and the claims as JSON, and what was signed. */
function partsOf(assertion = "") {
  const [header = "", claims = "", signature = ""] = assertion.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Bag;
  return { header: read(header), claims: read(claims), signed: `${header}.${claims}`, signature };
}

/** All that RFC 6749, appendices A.1 and A.2, lets an id and a secret hold. */
const odd = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 + 1 }, (_, index) => 0x20 + index));

/** A request as a server reads it: the id and the secret in its Basic header, form-encoded, and the other parameters. */
function readBy(request: HttpRequest) {
  const [, basic = ""] = /^Basic (.+)$/.exec(headersOf(request).authorization ?? "") ?? [];
  const parts = Buffer.from(basic, "base64").toString().split(":");
  const [id, secret] = parts.map((part) => new URLSearchParams(`_=${part}`).get("_"));
  return {
    basic: basic === "" ? undefined : { id, secret, parts: parts.length },
    ...form(request),
    ...(request.json as object | undefined),
  };
}

describe("an id and a secret of every character that RFC 6749 allows", () => {
  const id = `id ${odd}`;
  const clientSecret = `secret ${odd}`;
  const asserted = { client_id: id, claims: { iss: id, sub: id } };

  test.each<[string, () => Bag, object]>([
    ["client_secret_basic", () => ({ clientSecret }), { basic: { id, secret: clientSecret, parts: 2 } }],
    ["client_secret_post", () => ({ clientSecret }), { client_id: id, client_secret: clientSecret }],
    [
      "client_secret_post",
      () => ({ clientSecret, requestFormat: "json" }),
      { client_id: id, client_secret: clientSecret },
    ],
    ["client_secret_jwt", () => ({ clientSecret }), asserted],
    ["private_key_jwt", () => ({ privateKey }), asserted],
    ["tls_client_auth", () => ({ privateKey: certificate.key, certificate: certificate.cert }), { client_id: id }],
    [
      "self_signed_tls_client_auth",
      () => ({ privateKey: certificate.key, certificate: certificate.cert }),
      { client_id: id },
    ],
    ["none", () => ({}), { client_id: id }],
  ])("reach the server by %s", async (clientAuthentication, args, expected) => {
    const request = await issue({ clientAuthentication, clientId: id, ...args() });
    const { client_assertion: assertion, ...read } = readBy(request) as { client_assertion?: string };
    const claims = assertion === undefined ? undefined : partsOf(assertion).claims;
    expect({ ...read, claims }).toMatchObject(expected);
  });
});

describe("client_secret_jwt (OpenID Connect Core, section 9)", () => {
  test.each([
    ["HS256", "sha256", "short"],
    ["HS384", "sha384", "EXAMPLE+not/a=secret"],
    ["HS512", "sha512", `secret ${odd}`],
  ])("signs by %s with a secret of any length and any characters", async (signingAlgorithm, hash, clientSecret) => {
    const request = await issue({
      clientAuthentication: "client_secret_jwt",
      clientSecret,
      clientId: odd,
      signingAlgorithm,
    });
    const { claims, header, signature, signed } = partsOf(form(request).client_assertion);
    expect(header).toEqual({ alg: signingAlgorithm });
    expect(claims).toMatchObject({ iss: odd, sub: odd, aud: tokenEndpoint, iat: now / 1000, exp: now / 1000 + 60 });
    expect(signature).toBe(createHmac(hash, clientSecret).update(signed).digest("base64url"));
    expect(form(request)).toMatchObject({ client_id: odd });
    expect(JSON.stringify(request)).not.toContain(JSON.stringify(clientSecret).slice(1, -1));
  });
});

describe("an assertion of private_key_jwt", () => {
  test("has the thumbprints of its certificate (RFC 7515, sections 4.1.7 and 4.1.8)", async () => {
    const request = await issue({ privateKey: certificate.key, certificate: certificate.cert });
    const { raw } = new X509Certificate(certificate.cert);
    expect(partsOf(form(request).client_assertion).header).toEqual({
      alg: "ES256",
      x5t: createHash("sha1").update(raw).digest("base64url"),
      "x5t#S256": createHash("sha256").update(raw).digest("base64url"),
    });
  });

  test("has an audience, a lifetime and claims of the user's own", async () => {
    const request = await issue({
      privateKey,
      clientAssertionAudience: "https://other.example.com",
      clientAssertionLifetime: "5 minutes",
      clientAssertionClaims: { tenant: "one", roles: ["a"] },
    });
    expect(partsOf(form(request).client_assertion).claims).toMatchObject({
      aud: "https://other.example.com",
      exp: now / 1000 + 300,
      tenant: "one",
      roles: ["a"],
    });
  });

  test("is made anew for another try, since a server takes its jti once", async () => {
    const request = await issue({ privateKey });
    const again = (await request.again?.()) as HttpRequest;
    const [one, other] = [request, again].map((each) => partsOf(form(each).client_assertion).claims.jti);
    expect(one).not.toBe(other);
    expect({ ...again, form: undefined, again: undefined }).toEqual({ ...request, form: undefined, again: undefined });
  });

  test("stands alone with sendClientId: false", async () => {
    expect(form(await issue({ privateKey, sendClientId: false }))).not.toHaveProperty("client_id");
  });
});

describe("mutual TLS (RFC 8705)", () => {
  const withCertificate = (): Bag => ({ privateKey: certificate.key, certificate: certificate.cert });
  const proved = { clientCertificate: { certificate: expect.any(String), privateKey: expect.any(String) } };

  test.each(["tls_client_auth", "self_signed_tls_client_auth"])(
    "by %s sends the id alone, over a connection with the certificate",
    async (clientAuthentication) => {
      const request = await issue({ ...withCertificate(), clientAuthentication });
      expect(form(request)).toEqual({ grant_type: "client_credentials", client_id: "reports" });
      expect(headersOf(request)).not.toHaveProperty("authorization");
      expect(request).toMatchObject(proved);
      expect(request.clientCertificate?.certificate).toBe(certificate.cert);
    },
  );

  test("takes the key as a JWK", async () => {
    const jwk = createPrivateKey(certificate.key).export({ format: "jwk" }) as Bag;
    const args = { ...withCertificate(), privateKey: jwk, clientAuthentication: "tls_client_auth" };
    expect((await issue(args)).clientCertificate?.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });

  const issuer = "https://login.example.com";
  const metadata = {
    issuer,
    token_endpoint: `${issuer}/t`,
    introspection_endpoint: `${issuer}/i`,
    revocation_endpoint: `${issuer}/r`,
    mtls_endpoint_aliases: {
      token_endpoint: "https://mtls.example.com/t",
      revocation_endpoint: "https://mtls.example.com/r",
    },
  };
  const addresses = async (args: Bag) => {
    const { operation, sent } = answered(
      oauth2,
      { issuer, clientId: "reports", ...args },
      { body: metadata },
      granted,
      { body: { active: true } },
      {},
    );
    await oauth2.issue(operation);
    await oauth2.introspect?.(operation, held);
    await oauth2.revoke?.(operation, held);
    return sent.map(({ clientCertificate, url }) => [url, clientCertificate !== undefined]).slice(1);
  };

  test("goes to the endpoints that the metadata has for it (section 5)", async () => {
    expect(await addresses({ ...withCertificate(), clientAuthentication: "tls_client_auth" })).toEqual([
      ["https://mtls.example.com/t", true],
      [`${issuer}/i`, true],
      ["https://mtls.example.com/r", true],
    ]);
  });

  test("has endpoints of its own that other clients do not use", async () => {
    expect(await addresses({ clientSecret: "EXAMPLE+not/a=secret" })).toEqual([
      [`${issuer}/t`, false],
      [`${issuer}/i`, false],
      [`${issuer}/r`, false],
    ]);
  });

  test("with a certificate that the server does not know is refused in one sentence", async () => {
    const refused = issue(
      { ...withCertificate(), clientAuthentication: "tls_client_auth" },
      { status: 401, body: { error: "invalid_client" } },
    );
    await expect(refused).rejects.toThrow(
      "The OAuth 2.0 server answered 401 invalid_client. Check clientId, and that the server knows certificate as this client's.",
    );
  });
});

describe("none", () => {
  test("sends the id alone", async () => {
    const request = await issue({ clientAuthentication: "none" });
    expect(form(request)).toEqual({ grant_type: "client_credentials", client_id: "reports" });
    expect(headersOf(request)).not.toHaveProperty("authorization");
  });
});

describe("a request", () => {
  const client = { clientSecret: "EXAMPLE+not/a=secret" };

  test("has more headers, which cannot replace its own", async () => {
    const request = await issue({ ...client, extraHeaders: { "X-Api-Key": "gateway-key" } });
    expect(headersOf(request)).toMatchObject({
      "x-api-key": "gateway-key",
      authorization: expect.stringMatching(/^Basic /),
    });
    for (const name of ["Authorization", "content-type", "Host", "proxy-authorization", "a b"]) {
      expect(() => answered(oauth2, { ...client, extraHeaders: { [name]: "x" } })).toThrow(
        '"extraHeaders" has a problem at',
      );
    }
  });

  test("sends them to each address of the server, its metadata too", async () => {
    const { operation, sent } = answered(
      oauth2,
      {
        ...client,
        issuer: "https://login.example.com",
        clientId: "reports",
        extraHeaders: '{"x-api-key":"gateway-key"}',
      },
      { body: { issuer: "https://login.example.com", token_endpoint: tokenEndpoint } },
      granted,
    );
    await oauth2.issue(operation);
    expect(sent.map((each) => headersOf(each)["x-api-key"])).toEqual(["gateway-key", "gateway-key"]);
  });

  test("is JSON where the server wants that", async () => {
    const extraParameters = { realm: "one", features: ["a", "b"] };
    const args = { ...client, requestFormat: "json", clientAuthentication: "client_secret_post", extraParameters };
    const request = await issue(args);
    expect(request).not.toHaveProperty("form");
    expect(request.json).toMatchObject({
      grant_type: "client_credentials",
      client_id: "reports",
      client_secret: client.clientSecret,
      realm: "one",
      features: ["a", "b"],
    });
  });

  test("has parameters with several values", async () => {
    const request = await issue({ ...client, extraParameters: { feature: ["a", "b"] } });
    expect(formOf(request).filter(([name]) => name === "feature")).toEqual([
      ["feature", "a"],
      ["feature", "b"],
    ]);
  });
});
