import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Bag } from "../../../provider/arguments/validation";
import type { IssuedToken } from "../../../provider/contract/token";
import type { HttpRequest } from "../../../provider/transport/message";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { type OAuth2Client, type OAuth2Emulator, secretHash, startOAuth2 } from "../../../testing";
import { type Answer, answered, formOf, headersOf, now, real } from "../../support/checks/operation";

const secret = "EXAMPLE+not/a=secret";
const token = "example.opaque.value";
const held = { id: "1", accessToken: token, state: {} };
const tokenEndpoint = "https://login.example.com/token";
const client = { tokenEndpoint, clientId: "reports", clientSecret: secret };
const granted: Answer = { body: { access_token: token, token_type: "Bearer", expires_in: 3600, scope: "a b" } };

async function issue(args: Bag = {}, ...answers: readonly Answer[]) {
  const { operation, sent } = answered(oauth2, { ...client, ...args }, ...(answers.length === 0 ? [granted] : answers));
  const issued = await oauth2.issue(operation);
  return { issued, sent, request: sent.at(-1) as HttpRequest };
}

/** What was thrown, which never holds a secret. */
async function failure(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await run.then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "TokenError" });
  for (const hidden of [secret, token, "PRIVATE KEY"]) expect(error.message).not.toContain(hidden);
  return error;
}

const form = (request: HttpRequest) => Object.fromEntries(formOf(request));
const basicOf = (request: HttpRequest) =>
  Buffer.from(/^Basic (.+)$/.exec(headersOf(request).authorization ?? "")?.[1] ?? "", "base64").toString();

describe("the token request (RFC 6749)", () => {
  test("is a POST of a form to the token endpoint, and issues something", async () => {
    const { request, sent } = await issue();
    expect(sent).toHaveLength(1);
    expect(request).toMatchObject({ method: "POST", url: tokenEndpoint, idempotent: false });
    expect(request).not.toHaveProperty("json");
    expect(formOf(request)).toEqual([["grant_type", "client_credentials"]]);
  });

  test("asks for the scope with spaces between, each once (section 3.3)", async () => {
    const { request } = await issue({ scope: ["b", "a", "b"] });
    expect(form(request)).toMatchObject({ scope: "a b" });
  });

  test.each<[string, Bag]>([
    ["a list", { scope: [], resource: [], audience: [] }],
    ["a text", { scope: "", resource: "", audience: " " }],
  ])("leaves out %s with nothing in it, as servers refuse it (appendix A.4)", async (_, args) => {
    const { request } = await issue(args);
    expect(formOf(request)).toEqual([["grant_type", "client_credentials"]]);
  });

  test.each([tokenEndpoint, `${tokenEndpoint}/`, `${tokenEndpoint}/?realm=one/`])(
    "goes to %s to the letter",
    async (url) => {
      expect((await issue({ tokenEndpoint: url })).request.url).toBe(url);
    },
  );

  test("repeats resource, one for each (RFC 8707, section 2), and audience", async () => {
    const { request } = await issue({
      resource: ["https://one.example.com", "https://two.example.com"],
      audience: "api",
    });
    expect(formOf(request)).toEqual([
      ["grant_type", "client_credentials"],
      ["resource", "https://one.example.com"],
      ["resource", "https://two.example.com"],
      ["audience", "api"],
    ]);
  });

  test("carries further parameters, which cannot take the place of its own", async () => {
    const { request } = await issue({ extraParameters: { realm: "one", requested_token_use: "on" } });
    expect(form(request)).toEqual({ realm: "one", requested_token_use: "on", grant_type: "client_credentials" });
    for (const name of [
      "grant_type",
      "client_id",
      "client_secret",
      "client_assertion",
      "client_assertion_type",
      "scope",
      "resource",
      "audience",
    ]) {
      expect(() => answered(oauth2, { ...client, extraParameters: { [name]: "x" } })).toThrow(
        'Argument "extraParameters"',
      );
    }
  });
});

describe("client authentication (RFC 6749, section 2.3.1)", () => {
  test.each([
    ["reports", "secret", "reports:secret"],
    ["app 1", "a b", "app+1:a+b"],
    ["app:1", "s+cret:%/=", "app%3A1:s%2Bcret%3A%25%2F%3D"],
    ["äpp", "é€😀", "%C3%A4pp:%C3%A9%E2%82%AC%F0%9F%98%80"],
  ])("is HTTP Basic by default, id and secret form-encoded first: %s", async (clientId, clientSecret, credentials) => {
    const { request } = await issue({ clientId, clientSecret });
    expect(basicOf(request)).toBe(credentials);
    expect(form(request)).not.toHaveProperty("client_id");
    expect(form(request)).not.toHaveProperty("client_secret");
  });

  test("is in the form with client_secret_post, and then not in a header", async () => {
    const { request } = await issue({ clientAuthentication: "client_secret_post" });
    expect(headersOf(request)).not.toHaveProperty("authorization");
    expect(form(request)).toEqual({
      client_id: "reports",
      client_secret: secret,
      grant_type: "client_credentials",
    });
  });
});

interface Key {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const rsa: Key = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p256: Key = generateKeyPairSync("ec", { namedCurve: "P-256" });
const p384: Key = generateKeyPairSync("ec", { namedCurve: "P-384" });
const p521: Key = generateKeyPairSync("ec", { namedCurve: "P-521" });
const ed25519: Key = generateKeyPairSync("ed25519");

const pkcs8 = ({ privateKey }: Key) => privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const jwk = ({ privateKey }: Key) => privateKey.export({ format: "jwk" }) as Bag;

describe("private_key_jwt (RFC 7523)", () => {
  const byKey = (privateKey: unknown, more: Bag = {}) => issue({ clientSecret: undefined, privateKey, ...more });

  const assertionIn = (request: HttpRequest) => form(request).client_assertion ?? "";

  const verified = async (request: HttpRequest, { publicKey }: Key) => {
    const { jwtVerify } = await import("jose");
    return jwtVerify(assertionIn(request), publicKey, { currentDate: new Date(now) });
  };

  test.each<[string, unknown, string, Key]>([
    ["an RSA key", pkcs8(rsa), "RS256", rsa],
    ["an RSA key as PKCS #1", rsa.privateKey.export({ type: "pkcs1", format: "pem" }), "RS256", rsa],
    ["a P-256 key", pkcs8(p256), "ES256", p256],
    ["a P-256 key as SEC 1", p256.privateKey.export({ type: "sec1", format: "pem" }), "ES256", p256],
    ["a P-384 key", pkcs8(p384), "ES384", p384],
    ["a P-521 key", pkcs8(p521), "ES512", p521],
    ["an Ed25519 key", pkcs8(ed25519), "EdDSA", ed25519],
    ["an RSA key as a JWK", jwk(rsa), "RS256", rsa],
    ["a P-256 key as the text of a JWK", JSON.stringify(jwk(p256), undefined, 2), "ES256", p256],
    ["an Ed25519 key as a JWK", jwk(ed25519), "EdDSA", ed25519],
  ])("signs with %s", async (_, privateKey, algorithm, key) => {
    const { request } = await byKey(privateKey, { keyId: "key-1" });
    const { payload, protectedHeader } = await verified(request, key);
    expect(protectedHeader).toEqual({ alg: algorithm, kid: "key-1" });
    const seconds = now / 1000;
    expect(payload).toEqual({
      iss: "reports",
      sub: "reports",
      aud: tokenEndpoint,
      iat: seconds,
      exp: seconds + 60,
      jti: expect.stringMatching(/^[\w-]{20,}$/),
    });
    expect(form(request)).toEqual({
      grant_type: "client_credentials",
      client_id: "reports",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: expect.any(String),
    });
    expect(headersOf(request)).not.toHaveProperty("authorization");
  });

  test.each(["RS384", "RS512", "PS256", "PS384", "PS512"])(
    "signs by %s where that is asked for",
    async (signingAlgorithm) => {
      const { request } = await byKey(pkcs8(rsa), { signingAlgorithm });
      expect((await verified(request, rsa)).protectedHeader).toEqual({ alg: signingAlgorithm });
    },
  );

  test("has no kid where none is given", async () => {
    const { request } = await byKey(pkcs8(p256));
    expect((await verified(request, p256)).protectedHeader).toEqual({ alg: "ES256" });
  });

  test("has another jti each time, so that no assertion is taken for a replay", async () => {
    const assertions = await Promise.all(Array.from({ length: 5 }, async () => (await byKey(pkcs8(p256))).request));
    const ids = await Promise.all(assertions.map(async (request) => (await verified(request, p256)).payload.jti));
    expect(new Set(ids).size).toBe(5);
  });

  test("is meant for the issuer, as that writes itself, where one is known", async () => {
    const metadata = { body: { issuer: "https://login.example.com/", token_endpoint: tokenEndpoint } };
    const args = { issuer: "https://login.example.com", tokenEndpoint: undefined };
    const { operation, sent } = answered(
      oauth2,
      { clientId: "reports", privateKey: pkcs8(p256), ...args },
      metadata,
      granted,
    );
    await oauth2.issue(operation);
    const { payload } = await verified(sent[1] as HttpRequest, p256);
    expect(payload.aud).toBe("https://login.example.com/");
  });

  test("proves the client at the other endpoints too", async () => {
    const args = {
      tokenEndpoint,
      clientId: "reports",
      privateKey: pkcs8(p256),
      introspectionEndpoint: "https://login.example.com/introspect",
      revocationEndpoint: "https://login.example.com/revoke",
    };
    const { operation, sent } = answered(oauth2, args, { body: { active: true } }, {});
    await oauth2.introspect?.(operation, held);
    await oauth2.revoke?.(operation, held);
    for (const request of sent) {
      expect((await verified(request, p256)).payload.aud).toBe(tokenEndpoint);
      expect(form(request)).toMatchObject({ client_id: "reports", token });
    }
  });

  test.each<[string, unknown]>([
    ["a public key", createPublicKey(pkcs8(p256)).export({ type: "spki", format: "pem" })],
    ["a public JWK", p256.publicKey.export({ format: "jwk" })],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
    ["a symmetric JWK", { kty: "oct", k: "c2VjcmV0LXNlY3JldC1zZWNyZXQ" }],
    [
      "an encrypted key",
      p256.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-128-cbc", passphrase: "x" }),
    ],
    ["a file name", "./key.pem"],
    ["broken PEM", pkcs8(p256).replace(/\n.{10}/, "\n")],
  ])("does not take %s for a key", (_, privateKey) => {
    expect(() => answered(oauth2, { tokenEndpoint, clientId: "reports", privateKey })).toThrow(
      'Argument "privateKey" must be a private key in PEM form or a JWK.',
    );
  });
});

describe("the token reply (RFC 6749, section 5.1)", () => {
  test.each<[string, Bag, Partial<IssuedToken>]>([
    [
      "in full",
      { token_type: "Bearer", expires_in: 3600, scope: "a b" },
      { tokenType: "Bearer", lifetime: 3_600_000, grantedScope: ["a", "b"] },
    ],
    ["without anything else", {}, {}],
    ["of a type of the server's own", { token_type: "Custom" }, { tokenType: "Custom" }],
    ["with a lifetime as a string", { expires_in: "3600" }, { lifetime: 3_600_000 }],
    ["with a lifetime in fractions of seconds", { expires_in: 1.5 }, { lifetime: 1500 }],
    ["with a lifetime that is null", { expires_in: null }, {}],
    ["with an empty scope", { scope: "" }, {}],
    ["with a scope as a list", { scope: ["a", "b c", ""] }, { grantedScope: ["a", "b", "c"] }],
    ["with more than one space in its scope", { scope: " a  b " }, { grantedScope: ["a", "b"] }],
    ["with its end in seconds since the epoch", { expires_at: 1_780_003_600 }, { expiresAt: 1_780_003_600_000 }],
    ["with its end so, as text", { expires_on: "1780003600" }, { expiresAt: 1_780_003_600_000 }],
    ["with its end in milliseconds", { expires: 1_780_003_600_000 }, { expiresAt: 1_780_003_600_000 }],
    ["with its end as a date", { expires_at: "2026-06-07T09:09:10.5Z" }, { expiresAt: now + 3_600_500 }],
    ["with its end as HTTP has dates", { expires: "Sun, 07 Jun 2026 09:09:10 GMT" }, { expiresAt: now + 3_600_000 }],
    ["with seconds from now under another name", { expires: 7200 }, { lifetime: 7_200_000 }],
    ["with both", { expires_in: "3600", expires_on: "1780003600" }, { lifetime: 3_600_000 }],
    ["with an end whose time zone is not told", { expires_at: "2026-06-07T09:09:10" }, {}],
    ["with an end that is nothing of all that", { expires_at: "soon", expires: {}, expires_on: null }, {}],
    ["with a refresh token, though it should have none", { refresh_token: "r" }, { outputs: { refreshToken: "r" } }],
    ["with fields that nobody knows", { ext_expires_in: 7200, id_token: "x" }, {}],
    ["with what is no text", { token_type: 5, scope: [1, {}], refresh_token: {} }, {}],
  ])("%s is read", async (_, fields, expected) => {
    const { issued } = await issue({}, { body: { access_token: token, ...fields } });
    expect(issued).toEqual({ accessToken: token, ...expected });
  });

  test.each(["DPoP", "N_A", "mac", "pop"])("with the token_type %s is kept, and cannot be used", async (token_type) => {
    const { issued } = await issue({}, { body: { access_token: token, token_type, expires_in: 3600 } });
    expect(issued).toMatchObject({
      accessToken: token,
      unusable: expect.stringMatching(`^its token_type is ${token_type}: `),
    });
  });

  test.each([
    [1e12, "1000000000000"],
    ["1e18", "1000000000000000000"],
    [Number.MAX_VALUE, "1.7976931348623157e+308"],
  ])("with the lifetime %j is kept, and cannot be used: no date is so late", async (expires_in, seconds) => {
    const { issued } = await issue({}, { body: { access_token: token, expires_in } });
    expect(issued).toEqual({
      accessToken: token,
      unusable: `its lifetime (expires_in) is ${seconds} seconds, which is more than a thousand years`,
    });
  });

  test.each([0, -1, "soon", "", {}, [], true])(
    "with the lifetime %j is kept, and cannot be used",
    async (expires_in) => {
      const { issued } = await issue({}, { body: { access_token: token, expires_in } });
      expect(issued).toEqual({
        accessToken: token,
        unusable: "its lifetime (expires_in) is not a number of seconds above 0",
      });
    },
  );

  test.each<[string, Answer]>([
    ["without a token", { body: { token_type: "Bearer" } }],
    ["with a token that is no text", { body: { access_token: { value: "x" } } }],
    ["that is a page", { body: "<html>" }],
    ["that is a list", { body: [token] }],
  ])("%s is lost: a token may have been issued", async (_, answer) => {
    expect(await failure(issue({}, answer))).toMatchObject({
      code: "REPLY_LOST",
      message: expect.stringContaining("the request may have been carried out"),
    });
  });

  describe("that names no end", () => {
    const introspectionEndpoint = "https://login.example.com/introspect";
    const endless: Answer = { body: { access_token: token } };
    const exp = 1_780_003_600;

    test("is completed with what introspection tells", async () => {
      const { issued, request } = await issue({ introspectionEndpoint }, endless, { body: { active: true, exp } });
      expect(issued.expiresAt).toBe(exp * 1000);
      expect(request.url).toBe(introspectionEndpoint);
    });

    test("has the lifetime that introspection tells, where it tells the beginning too", async () => {
      const told = { body: { active: true, exp, iat: exp - 3600 } };
      const { issued } = await issue({ introspectionEndpoint }, endless, told);
      expect(issued).toEqual({ accessToken: token, lifetime: 3_600_000 });
    });

    test.each<[string, Answer[]]>([
      ["tells none", [{ body: { active: true } }]],
      ["is refused", [{ status: 401, body: { error: "invalid_client" } }]],
      ["fails", []],
    ])("is kept as it is where introspection %s", async (_, answers) => {
      const { issued } = await issue({ introspectionEndpoint }, endless, ...answers);
      expect(issued).toEqual({ accessToken: token });
    });

    test.each<[string, Bag]>([
      ["assumedLifetime tells", { introspectionEndpoint, assumedLifetime: "1 hour" }],
      ["nobody is to be asked", { introspectionEndpoint, introspect: false }],
      ["there is nobody to ask", {}],
    ])("is not asked about where %s", async (_, args) => {
      const { issued, sent } = await issue(args, endless);
      expect(issued).toEqual({ accessToken: token });
      expect(sent).toHaveLength(1);
    });
  });

  test.each([
    [undefined, "Bearer"],
    ["bearer", "Bearer"],
    ["BEARER", "Bearer"],
    ["MAC", "MAC"],
  ])("of the type %s is used as %s (RFC 6750, section 2.1)", (tokenType, scheme) => {
    expect(oauth2.requestHeaders({ accessToken: token, tokenType }, {})).toEqual({
      Authorization: `${scheme} ${token}`,
    });
  });
});

describe("an error (RFC 6749, section 5.2)", () => {
  const check = "Check clientId, clientSecret or privateKey, and clientAuthentication.";

  test.each<[string, Answer, string, string]>([
    ...[
      "invalid_request",
      "invalid_grant",
      "unauthorized_client",
      "unsupported_grant_type",
      "invalid_scope",
      "invalid_target",
    ].map((error): [string, Answer, string, string] => [
      `400 ${error}`,
      { status: 400, body: { error, error_description: "Not like this" } },
      "REQUEST_REFUSED",
      `The OAuth 2.0 server answered 400 ${error}: "Not like this".`,
    ]),
    [
      "400 invalid_client",
      { status: 400, body: { error: "invalid_client" } },
      "CREDENTIAL_REFUSED",
      `The OAuth 2.0 server answered 400 invalid_client. ${check}`,
    ],
    [
      "401 invalid_client",
      {
        status: 401,
        headers: { "www-authenticate": "Basic" },
        body: { error: "invalid_client", error_description: "Who?" },
      },
      "CREDENTIAL_REFUSED",
      `The OAuth 2.0 server answered 401 invalid_client: "Who?". ${check}`,
    ],
    [
      "200 invalid_client",
      { body: { error: "invalid_client", error_description: "Who?" } },
      "CREDENTIAL_REFUSED",
      `The OAuth 2.0 server answered 200 invalid_client: "Who?". ${check}`,
    ],
    ...["incorrect_client_credentials", "invalid_client_id", "bad_client_secret"].map(
      (error): [string, Answer, string, string] => [
        `200 ${error}`,
        { body: { ok: false, error } },
        "CREDENTIAL_REFUSED",
        `The OAuth 2.0 server answered 200 ${error}. ${check}`,
      ],
    ),
    [
      "200 with an error that is not about the client",
      { body: { error: "invalid_scope", error_description: "No such scope" } },
      "REQUEST_REFUSED",
      'The OAuth 2.0 server answered 200 invalid_scope: "No such scope". Check scope, and which scopes the server lets this client ask for.',
    ],
    [
      "a grant that the client may not use (Spring Authorization Server)",
      { status: 400, body: { error: "unauthorized_client" } },
      "REQUEST_REFUSED",
      "400 unauthorized_client. Check that the server lets this client use the grant client_credentials.",
    ],
    [
      "a grant that the server does not have (Ory Hydra)",
      { status: 400, body: { error: "unsupported_grant_type" } },
      "REQUEST_REFUSED",
      "400 unsupported_grant_type. Check that the server has the grant client_credentials turned on.",
    ],
    [
      "a wrong secret that signed an assertion (Keycloak)",
      {
        status: 400,
        body: {
          error: "unauthorized_client",
          error_description:
            "Client authentication with client secret signed JWT failed: Signature on JWT token by client secret failed validation",
        },
      },
      "CREDENTIAL_REFUSED",
      `failed validation". ${check}`,
    ],
    [
      "what was wrong after an explanation of the code (Ory Hydra)",
      {
        status: 400,
        body: {
          error: "invalid_grant",
          error_description:
            "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client. No public JWK was registered for issuer 'https://ci.example.com' and subject 'repo:example/app:ref:refs/heads/main'.",
        },
      },
      "REQUEST_REFUSED",
      "No public JWK was registered for issuer 'https://ci.example.com' and subject 'repo:example/app:ref:refs/heads/main'.\"",
    ],
    ...(
      [
        [400, "invalid_request", "DPoP proof is missing"],
        [400, "invalid_dpop_proof", "The DPoP proof JWT header is missing."],
        [401, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof."],
      ] as const
    ).map(([status, error, error_description]): [string, Answer, string, string] => [
      `${status} ${error}`,
      { status, body: { error, error_description } },
      "REQUEST_REFUSED",
      `answered ${status} ${error}: "${error_description}". The server wants DPoP of this client: have it issue Bearer tokens, which need no key, to this client.`,
    ]),
    ["401 without a body", { status: 401 }, "CREDENTIAL_REFUSED", `The OAuth 2.0 server answered 401. ${check}`],
    ["403 with a page", { status: 403, body: "<html>" }, "REQUEST_REFUSED", "The OAuth 2.0 server answered 403."],
    [
      "429",
      { status: 429, body: { error: "slow_down" } },
      "REQUEST_REFUSED",
      "The OAuth 2.0 server answered 429 slow_down. It does not say when it accepts requests again: run again later, and the run goes on where this one stopped.",
    ],
    ["500", { status: 500, body: "" }, "REQUEST_REFUSED", "The OAuth 2.0 server answered 500."],
    ["302, to a sign-in page", { status: 302 }, "REQUEST_REFUSED", "The OAuth 2.0 server answered 302."],
    [
      "201, though with a token",
      { status: 201, body: { access_token: token } },
      "REQUEST_REFUSED",
      "The OAuth 2.0 server answered 201.",
    ],
  ])("%s", async (_, answer, code, message) => {
    expect(await failure(issue({}, answer))).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("is told in one line, and no more of it than one reads", async () => {
    const error_description = `first\r\nsecond\t${"word ".repeat(500)}`;
    const { message } = await failure(
      issue({}, { status: 400, body: { error: "invalid_request", error_description } }),
    );
    expect(message).toMatch(
      /^The OAuth 2\.0 server answered 400 invalid_request: "first second word [^\n]*…"\. [A-Z][\w ]+\.$/,
    );
    expect(message.length).toBeLessThan(600);
  });
});

describe("introspection (RFC 7662)", () => {
  const introspectionEndpoint = "https://login.example.com/introspect";
  const introspect = async (answer: Answer, args: Bag = { introspectionEndpoint }) => {
    const { operation, sent } = answered(oauth2, { ...client, ...args }, answer);
    return { observation: await oauth2.introspect?.(operation, held), request: sent[0] as HttpRequest, sent };
  };

  test("is a POST of the token with its kind, proved by the client", async () => {
    const { request } = await introspect({ body: { active: true } });
    expect(request).toMatchObject({ method: "POST", url: introspectionEndpoint, idempotent: true });
    expect(form(request)).toEqual({ token, token_type_hint: "access_token" });
    expect(basicOf(request)).toBe(`reports:${encodeURIComponent(secret)}`);
    expect(oauth2.introspectsWith).toBe("credential");
  });

  test("proves the client in the form where that is its way", async () => {
    const { request } = await introspect(
      { body: { active: true } },
      { introspectionEndpoint, clientAuthentication: "client_secret_post" },
    );
    expect(form(request)).toMatchObject({ client_id: "reports", client_secret: secret, token });
    expect(headersOf(request)).not.toHaveProperty("authorization");
  });

  test.each<[string, Bag, object]>([
    ["active", { active: true }, { accepted: true }],
    ["not active", { active: false }, { accepted: false }],
    [
      "active, with all the server knows",
      { active: true, iat: 1_780_000_000, exp: 1_780_003_600, scope: "a b", client_id: "reports", sub: "reports" },
      { accepted: true, issuedAt: 1_780_000_000_000, expiresAt: 1_780_003_600_000, grantedScope: ["a", "b"] },
    ],
    ["active, with times that are no numbers", { active: true, iat: "x", exp: null }, { accepted: true }],
  ])("tells that a token is %s", async (_, body, expected) => {
    expect((await introspect({ body })).observation).toEqual(expected);
  });

  test("is not possible without an endpoint, and then sends nothing", async () => {
    const { observation, sent } = await introspect({}, {});
    expect([observation, sent]).toEqual([undefined, []]);
  });

  test.each<[string, Answer, string]>([
    ["401", { status: 401, body: { error: "invalid_client" } }, "CREDENTIAL_REFUSED"],
    ["403", { status: 403 }, "REQUEST_REFUSED"],
    ["404", { status: 404 }, "REQUEST_REFUSED"],
    ["500", { status: 500 }, "REQUEST_REFUSED"],
    ["200 with active as text", { body: { active: "true" } }, "REQUEST_REFUSED"],
    ["200 without active", { body: {} }, "REQUEST_REFUSED"],
    ["200 with a page", { body: "<html>" }, "REQUEST_REFUSED"],
  ])("answered %s tells nothing of the token", async (_, answer, code) => {
    const error = await failure(introspect(answer));
    expect(error.code).toBe(code);
    if (code === "REQUEST_REFUSED") expect(error.message).toMatch(/set introspect: false\.$/);
  });
});

describe("revocation (RFC 7009)", () => {
  const revocationEndpoint = "https://login.example.com/revoke";
  const revoke = async (answer: Answer, args: Bag = { revocationEndpoint }) => {
    const { operation, sent } = answered(oauth2, { ...client, ...args }, answer);
    return { revoked: await oauth2.revoke?.(operation, held), request: sent[0] as HttpRequest, sent };
  };

  test("is a POST of the token with its kind, proved by the client", async () => {
    const { request } = await revoke({});
    expect(request).toMatchObject({ method: "POST", url: revocationEndpoint, idempotent: true });
    expect(form(request)).toEqual({ token, token_type_hint: "access_token" });
    expect(basicOf(request)).toBe(`reports:${encodeURIComponent(secret)}`);
  });

  test.each<[string, Answer]>([
    ["200", {}],
    ["204", { status: 204 }],
    ["200 invalid_token", { body: { error: "invalid_token" } }],
  ])("answered %s is done, whether the server knew the token or not", async (_, answer) => {
    expect((await revoke(answer)).revoked).toBe(true);
  });

  test("ends a refresh token too, and before the token that it came with", async () => {
    const { operation, sent } = answered(oauth2, { ...client, revocationEndpoint }, {}, {});
    expect(await oauth2.revoke?.(operation, { ...held, state: { refreshToken: "example.refresh" } })).toBe(true);
    expect(sent.map(form)).toEqual([
      { token: "example.refresh", token_type_hint: "refresh_token" },
      { token, token_type_hint: "access_token" },
    ]);
    for (const request of sent) expect(request).toMatchObject({ url: revocationEndpoint, idempotent: true });
  });

  test("is not done where the refresh token is not revoked", async () => {
    const { operation, sent } = answered(oauth2, { ...client, revocationEndpoint }, { status: 503 });
    const revoking = oauth2.revoke?.(operation, { ...held, state: { refreshToken: "example.refresh" } });
    expect(await failure(revoking as Promise<unknown>)).toMatchObject({ code: "REQUEST_REFUSED" });
    expect(sent).toHaveLength(1);
  });

  const unsupported: Answer = { status: 400, body: { error: "unsupported_token_type" } };

  test("is not possible where the server revokes no access tokens (section 2.2.1)", async () => {
    expect((await revoke(unsupported)).revoked).toBe(false);
  });

  test("of the access token alone says that its refresh token goes on to work", async () => {
    const { operation, sent } = answered(oauth2, { ...client, revocationEndpoint }, unsupported, {});
    expect(await oauth2.revoke?.(operation, { ...held, state: { refreshToken: "example.refresh" } })).toMatch(
      /^its refresh token works until the server ends it/,
    );
    expect(sent).toHaveLength(2);
  });

  test("is not possible without an endpoint, and then sends nothing", async () => {
    const { revoked, sent } = await revoke({}, {});
    expect([revoked, sent]).toEqual([false, []]);
  });

  test.each<[string, Answer, string]>([
    ["200 with another error", { body: { error: "server_error" } }, "REQUEST_REFUSED"],
    ["400 invalid_request", { status: 400, body: { error: "invalid_request" } }, "REQUEST_REFUSED"],
    ["401 invalid_client", { status: 401, body: { error: "invalid_client" } }, "CREDENTIAL_REFUSED"],
    ["403", { status: 403 }, "REQUEST_REFUSED"],
    ["503", { status: 503, headers: { "retry-after": "5" } }, "REQUEST_REFUSED"],
  ])("answered %s is not done", async (_, answer, code) => {
    expect(await failure(revoke(answer))).toMatchObject({ code });
  });
});

describe("metadata (RFC 8414)", () => {
  const issuer = "https://login.example.com";
  const metadata = {
    issuer,
    token_endpoint: `${issuer}/t`,
    introspection_endpoint: `${issuer}/i`,
    revocation_endpoint: `${issuer}/r`,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
  const known = { clientId: "reports", clientSecret: secret };
  const withIssuer = (args: Bag, ...answers: readonly Answer[]) =>
    answered(oauth2, { ...known, issuer, ...args }, ...answers);

  test.each([
    ["https://login.example.com", "https://login.example.com/.well-known/oauth-authorization-server"],
    ["https://login.example.com/", "https://login.example.com/.well-known/oauth-authorization-server"],
    ["https://login.example.com:8443", "https://login.example.com:8443/.well-known/oauth-authorization-server"],
    ["https://login.example.com/one/two", "https://login.example.com/.well-known/oauth-authorization-server/one/two"],
    ["https://login.example.com/one/", "https://login.example.com/.well-known/oauth-authorization-server/one"],
  ])("of %s is at %s (section 3.1)", async (given, address) => {
    const { operation, sent } = withIssuer({ issuer: given }, { body: { ...metadata, issuer: given } }, granted);
    await oauth2.issue(operation);
    expect(sent[0]).toMatchObject({ method: "GET", url: address, idempotent: true });
    expect(headersOf(sent[0] as HttpRequest)).not.toHaveProperty("authorization");
    expect(sent[1]?.url).toBe(`${issuer}/t`);
  });

  test.each([404, 400, 401, 200])("is looked for at OpenID Connect Discovery's address after %d", async (status) => {
    const { operation, sent } = withIssuer(
      { issuer: `${issuer}/one` },
      { status, body: "<html>" },
      { body: { ...metadata, issuer: `${issuer}/one` } },
      granted,
    );
    await oauth2.issue(operation);
    expect(sent[1]?.url).toBe(`${issuer}/one/.well-known/openid-configuration`);
  });

  test("is looked for below the path of the issuer last, where some servers have it", async () => {
    const nested = `${issuer}/o`;
    const below = { body: { ...metadata, issuer: nested, token_endpoint: `${nested}/token/` } };
    const { operation, sent } = withIssuer({ issuer: `${nested}/` }, { status: 404 }, { status: 404 }, below, granted);
    await oauth2.issue(operation);
    expect(sent.slice(2).map(({ url }) => url)).toEqual([
      `${nested}/.well-known/oauth-authorization-server`,
      `${nested}/token/`,
    ]);
  });

  test("names the endpoints, which are found once for all operations", async () => {
    const { operation, sent } = withIssuer({}, { body: metadata }, granted, { body: { active: true } }, {});
    await oauth2.issue(operation);
    await oauth2.introspect?.(operation, held);
    expect(await oauth2.revoke?.(operation, held)).toBe(true);
    expect(sent.slice(1).map(({ url }) => url)).toEqual([`${issuer}/t`, `${issuer}/i`, `${issuer}/r`]);
  });

  test("gives way to endpoints that are given", async () => {
    const own = "https://gateway.example.com";
    const { operation, sent } = withIssuer(
      { tokenEndpoint: `${own}/t`, introspectionEndpoint: `${own}/i`, revocationEndpoint: `${own}/r` },
      { body: metadata },
      granted,
      { body: { active: true } },
      {},
    );
    await oauth2.issue(operation);
    await oauth2.introspect?.(operation, held);
    await oauth2.revoke?.(operation, held);
    expect(sent.slice(1).map(({ url }) => url)).toEqual([`${own}/t`, `${own}/i`, `${own}/r`]);
  });

  test("without introspection and revocation leaves the token alone", async () => {
    const { introspection_endpoint: _, revocation_endpoint: __, ...less } = metadata;
    const { operation, sent } = withIssuer({}, { body: less });
    expect(await oauth2.introspect?.(operation, held)).toBeUndefined();
    expect(await oauth2.revoke?.(operation, held)).toBe(false);
    expect(sent).toHaveLength(1);
  });

  test.each<[string, unknown, "basic" | "post"]>([
    ["nothing, which means Basic", undefined, "basic"],
    ["Basic", ["client_secret_basic"], "basic"],
    ["both", ["client_secret_post", "client_secret_basic"], "basic"],
    ["the form alone", ["client_secret_post"], "post"],
    ["the form and none", ["client_secret_post", "none"], "post"],
    ["keys alone", ["private_key_jwt"], "basic"],
    ["what is no list", "client_secret_post", "basic"],
  ])("that accepts %s decides how a secret is sent", async (_, methods, way) => {
    const { operation, sent } = withIssuer(
      {},
      { body: { ...metadata, token_endpoint_auth_methods_supported: methods } },
      granted,
    );
    await oauth2.issue(operation);
    const request = sent[1] as HttpRequest;
    expect("client_secret" in form(request)).toBe(way === "post");
    expect("authorization" in headersOf(request)).toBe(way === "basic");
  });

  test.each<[string, Answer[], RegExp]>([
    [
      "of another issuer (section 3.3)",
      [{ body: { ...metadata, issuer: "https://evil.example.com" } }],
      /names another issuer/,
    ],
    ["of an issuer that it does not name", [{ body: { ...metadata, issuer: undefined } }], /names another issuer/],
    ["of an issuer with another path", [{ body: { ...metadata, issuer: `${issuer}/one` } }], /names another issuer/],
    [
      "with a token endpoint that is not https",
      [{ body: { ...metadata, token_endpoint: "http://login.example.com/t" } }],
      /token_endpoint that is not https/,
    ],
    [
      "with a token endpoint that is no address",
      [{ body: { ...metadata, token_endpoint: "/t" } }],
      /token_endpoint that is not https/,
    ],
    [
      "with a revocation endpoint that is not https",
      [{ body: { ...metadata, revocation_endpoint: "http://login.example.com/r" } }],
      /revocation_endpoint that is not https/,
    ],
    ["without a token endpoint", [{ body: { issuer } }], /names no token_endpoint: give tokenEndpoint/],
    ["that is nowhere", [{ status: 404 }, { status: 404 }], /No metadata was found for the issuer/],
    ["that cannot be had now", [{ status: 503 }], /answered 503\. .*run again later\.$/],
    ["that is limited", [{ status: 429 }], /answered 429/],
    ["that is a redirect", [{ status: 302 }, { status: 302 }], /answered 302/],
  ])("%s is an error, and the secret goes nowhere", async (_, answers, message) => {
    const { operation, sent } = withIssuer({}, ...answers);
    const error = await failure(oauth2.issue(operation));
    expect(error).toMatchObject({ code: "REQUEST_REFUSED", message: expect.stringMatching(message) });
    expect(sent).toHaveLength(answers.length);
    expect(JSON.stringify(sent)).not.toContain(secret);
  });

  test("may name a server on this machine without TLS", async () => {
    const local = "http://127.0.0.1:1234";
    const { operation } = withIssuer(
      { issuer: local },
      { body: { issuer: local, token_endpoint: `${local}/t` } },
      granted,
    );
    expect(await oauth2.issue(operation)).toMatchObject({ accessToken: token });
  });
});

describe("at an authorization server", () => {
  // All that RFC 6749, appendix A.2, lets a secret hold.
  const odd = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 + 1 }, (_, index) => 0x20 + index));
  let emulator: OAuth2Emulator;
  beforeAll(async () => {
    emulator = await startOAuth2({ secrets: { reports: odd, "reports-post": odd, "reports-secret-jwt": odd } });
  });
  afterAll(() => emulator.close());
  beforeEach(() => emulator.clearLog());

  const credentialOf = (id: string): Bag => {
    const { clientAuthentication, clientId, clientSecret, keyId, privateKey } = emulator.credentials.clients[
      id
    ] as OAuth2Client;
    return { clientAuthentication, clientId, clientSecret, keyId, privateKey };
  };
  test.each(["reports", "reports-post", "reports-secret-jwt", "reports-jwt"])(
    "the client %s is issued a token, introspects and revokes it",
    async (id) => {
      const { introspectionEndpoint, issuer, revocationEndpoint, tokenEndpoint: endpoint } = emulator.credentials;
      for (const server of [{ issuer }, { tokenEndpoint: endpoint, introspectionEndpoint, revocationEndpoint }]) {
        const { operation, sent } = real(oauth2, {
          ...server,
          ...credentialOf(id),
          scope: "reports:write reports:read",
        });
        // The signed assertion is as old as the operation, and this server looks at its own clock.
        const today = { ...operation, now: Date.now() };
        const issued = await oauth2.issue(today);
        expect(issued).toEqual({
          accessToken: expect.any(String),
          tokenType: "Bearer",
          lifetime: 3_600_000,
          grantedScope: expect.arrayContaining(["reports:read", "reports:write"]),
        });
        const issuedToken = { ...held, accessToken: issued.accessToken };
        const observed = await oauth2.introspect?.(today, issuedToken);
        expect(observed).toMatchObject({ accepted: true, grantedScope: expect.arrayContaining(["reports:read"]) });
        expect((observed?.expiresAt ?? 0) - (observed?.issuedAt ?? 0)).toBe(3_600_000);
        expect(await oauth2.revoke?.(today, issuedToken)).toBe(true);
        expect(await oauth2.introspect?.(today, issuedToken)).toMatchObject({ accepted: false });
        expect(await oauth2.revoke?.(today, issuedToken)).toBe(true);
        expect(sent.filter(({ method }) => method === "GET")).toHaveLength("issuer" in server ? 1 : 0);
        const log = (await emulator.log()).filter(({ method }) => method === "POST");
        expect(log.at(-2)?.body).toMatchObject({ token: secretHash(issued.accessToken) });
      }
    },
  );

  test("a secret that is wrong is refused", async () => {
    const { issuer } = emulator.credentials;
    const { operation } = real(oauth2, { issuer, clientId: "reports", clientSecret: secret });
    expect(await failure(oauth2.issue(operation))).toMatchObject({
      code: "CREDENTIAL_REFUSED",
      message: expect.stringContaining("invalid_client"),
    });
  });

  test.each<[string, Bag, string, string]>([
    [
      "a client that is not known",
      { clientId: "no-such-client" },
      "CREDENTIAL_REFUSED",
      '401 invalid_client: "client authentication failed". Check clientId, clientSecret or privateKey, and clientAuthentication.',
    ],
    [
      "a grant that the server does not have",
      { grantType: "urn:example:grant" },
      "REQUEST_REFUSED",
      "Check that the server has the grant urn:example:grant turned on.",
    ],
    [
      "a subject token that is not known",
      { grantType: "urn:ietf:params:oauth:grant-type:token-exchange", subjectToken: "no-such-token" },
      "REQUEST_REFUSED",
      "Check that subjectToken is still accepted, and that this client may exchange it.",
    ],
  ])("%s is refused in one sentence", async (_, change, code, sentence) => {
    const { issuer } = emulator.credentials;
    const { operation } = real(oauth2, { issuer, ...credentialOf("reports"), ...change });
    expect(await failure(oauth2.issue(operation))).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test.each<[string, Bag]>([
    ["signed by another key", { privateKey: pkcs8(p256) }],
    ["for another audience", { clientAssertionAudience: "https://other.example.com" }],
  ])("an assertion %s is refused, and the sentence names its audience", async (_, change) => {
    const { issuer } = emulator.credentials;
    const { operation } = real(oauth2, { issuer, ...credentialOf("reports-jwt"), ...change });
    const { clientAssertionAudience: audience = issuer } = change;
    expect(await failure(oauth2.issue({ ...operation, now: Date.now() }))).toMatchObject({
      code: "CREDENTIAL_REFUSED",
      message: expect.stringContaining(
        `The assertion is for "${audience}": if the server expects another audience, give it as clientAssertionAudience.`,
      ),
    });
  });

  test("a resource that is not known is refused in the server's words", async () => {
    const { issuer } = emulator.credentials;
    const args = { issuer, ...credentialOf("reports"), resource: "https://other.example.com" };
    expect(await failure(oauth2.issue(real(oauth2, args).operation))).toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringContaining("invalid_target"),
    });
  });
});
