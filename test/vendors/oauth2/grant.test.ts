import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bag } from "../../../provider/arguments/validation";
import type { HttpRequest } from "../../../provider/transport/message";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { type Answer, answered, formOf, headersOf, now } from "../../support/checks/operation";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const tokenEndpoint = "https://login.example.com/token";
const granted: Answer = { body: { access_token: "example.opaque.value", token_type: "Bearer", expires_in: 3600 } };
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const privateKey = key.export({ type: "pkcs8", format: "pem" }) as string;

const variables = ["ID_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "TOKEN_FILE"];
beforeEach(() => {
  for (const name of variables) delete process.env[name];
});

async function requests(args: Bag, ...answers: Answer[]): Promise<HttpRequest[]> {
  const { operation, sent } = answered(
    oauth2,
    { tokenEndpoint, ...args },
    ...(answers.length > 0 ? answers : [granted]),
  );
  await oauth2.issue(operation);
  return sent;
}

async function issue(args: Bag, ...answers: Answer[]): Promise<Record<string, string>> {
  return Object.fromEntries(formOf((await requests(args, ...answers)).at(-1) as HttpRequest));
}

async function verified(assertion = "") {
  const { jwtVerify } = await import("jose");
  return jwtVerify(assertion, createPublicKey(privateKey), { currentDate: new Date(now) });
}

/** A token of a pipeline, as its claims are; nobody here verifies it. */
const pipelineToken = (claims: Bag) =>
  [{ alg: "RS256" }, claims, "signature"]
    .map((part) => Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url"))
    .join(".");

describe("the JWT bearer grant (RFC 7523, section 2.1)", () => {
  test("is an assertion that the key signs, and nothing beside it", async () => {
    const form = await issue({
      grantType: jwtBearer,
      clientId: "reports",
      privateKey,
      keyId: "key-1",
      subject: "someone@example.com",
      assertionAudience: "https://login.example.com",
      assertionClaims: { box_sub_type: "enterprise" },
      scope: "b a",
      scopeClaim: true,
    });
    expect(form).toEqual({ grant_type: jwtBearer, assertion: expect.any(String) });
    const { payload, protectedHeader } = await verified(form.assertion);
    expect(protectedHeader).toEqual({ alg: "RS256", kid: "key-1" });
    expect(payload).toEqual({
      iss: "reports",
      sub: "someone@example.com",
      aud: "https://login.example.com",
      iat: now / 1000,
      exp: now / 1000 + 60,
      jti: expect.any(String),
      box_sub_type: "enterprise",
      scope: "a b",
    });
  });

  test("sends the scope as a parameter unless it is a claim, and names no subject that is not given", async () => {
    const robot = { clientId: "reports", assertionIssuer: "robot" };
    const form = await issue({ grantType: jwtBearer, ...robot, privateKey, scope: "a" });
    expect(form).toEqual({ grant_type: jwtBearer, assertion: expect.any(String), scope: "a" });
    const { payload } = await verified(form.assertion);
    expect(payload).toMatchObject({ iss: "robot", aud: tokenEndpoint });
    expect(payload).not.toHaveProperty("sub");
    expect(payload).not.toHaveProperty("scope");
  });

  test("goes together with a client that proves itself by a secret", async () => {
    const args = { grantType: jwtBearer, clientId: "reports", clientSecret: "EXAMPLE+not/a=secret", privateKey };
    const [request] = await requests(args);
    expect(headersOf(request as HttpRequest).authorization).toMatch(/^Basic /);
    expect(Object.fromEntries(formOf(request as HttpRequest))).toEqual({
      grant_type: jwtBearer,
      assertion: expect.any(String),
    });
  });

  test("that is refused says what to check", async () => {
    const refused = issue(
      { grantType: jwtBearer, clientId: "reports", privateKey },
      { status: 400, body: { error: "invalid_grant" } },
    );
    await expect(refused).rejects.toThrow(
      "answered 400 invalid_grant. Check assertionIssuer (else clientId), subject, assertionAudience and privateKey.",
    );
  });
});

describe("token exchange (RFC 8693)", () => {
  test("sends the tokens with their types, and what is asked for", async () => {
    const form = await issue({
      grantType: tokenExchange,
      clientId: "reports",
      clientSecret: "EXAMPLE+not/a=secret",
      subjectToken: "a-subject-token",
      actorToken: "an-actor-token",
      actorTokenType: "urn:ietf:params:oauth:token-type:jwt",
      requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
      audience: "backend",
    });
    expect(form).toEqual({
      grant_type: tokenExchange,
      subject_token: "a-subject-token",
      subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
      actor_token: "an-actor-token",
      actor_token_type: "urn:ietf:params:oauth:token-type:jwt",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      audience: "backend",
    });
  });

  test.each<[string, Answer, string]>([
    [
      "of an audience that is not known, though the code is that of a client (Keycloak)",
      { status: 400, body: { error: "invalid_client", error_description: "Audience not found" } },
      'answered 400 invalid_client: "Audience not found". Check audience.',
    ],
    [
      "of a token that is for other clients (Keycloak)",
      {
        status: 403,
        body: { error: "access_denied", error_description: "Client is not within the token audience" },
      },
      'audience". Check that subjectToken is still accepted, and that this client may exchange it.',
    ],
  ])("%s is refused, and the client is not", async (_, answer, sentence) => {
    const client = { clientId: "reports", clientSecret: "EXAMPLE+not/a=secret" };
    const exchange = { grantType: tokenExchange, subjectToken: "a-subject-token", audience: "backend" };
    await expect(issue({ ...client, ...exchange }, answer)).rejects.toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringContaining(sentence),
    });
  });

  test("may need no client: the pipeline's token says whose it is", async () => {
    process.env.ID_TOKEN = pipelineToken({ sub: "job" });
    const [request] = await requests({ grantType: tokenExchange, subjectTokenFrom: "env:ID_TOKEN", audience: "pool" });
    expect(headersOf(request as HttpRequest)).not.toHaveProperty("authorization");
    expect(Object.fromEntries(formOf(request as HttpRequest))).toEqual({
      grant_type: tokenExchange,
      subject_token: process.env.ID_TOKEN,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      audience: "pool",
    });
  });
});

test("any other grant goes by its name, with its own parameters", async () => {
  const form = await issue({
    grantType: "account_credentials",
    clientId: "reports",
    clientSecret: "EXAMPLE+not/a=secret",
    extraParameters: { account_id: "account-1" },
  });
  expect(form).toEqual({ grant_type: "account_credentials", account_id: "account-1" });
});

test.each(["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"])(
  "the grant %s is refused: it needs a person, or a token that changes",
  (grantType) => {
    expect(() => answered(oauth2, { tokenEndpoint, grantType })).toThrow(`must not be "${grantType}": a `);
  },
);

describe("the pipeline's token as client assertion (RFC 7523, section 2.2)", () => {
  const client = { clientId: "reports" };
  const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  test("from an environment variable goes beside client_id", async () => {
    process.env.ID_TOKEN = ` ${pipelineToken({ sub: "job" })}\n`;
    expect(await issue({ ...client, clientAssertionFrom: "env:ID_TOKEN" })).toEqual({
      grant_type: "client_credentials",
      client_id: "reports",
      client_assertion_type: assertionType,
      client_assertion: process.env.ID_TOKEN.trim(),
    });
  });

  test("goes without client_id where the server names the client by its subject", async () => {
    process.env.ID_TOKEN = pipelineToken({ sub: "job" });
    const form = await issue({ ...client, clientAssertionFrom: "env:ID_TOKEN", sendClientId: false });
    expect(form).not.toHaveProperty("client_id");
  });

  test.each(["path", "$TOKEN_FILE"])("from a file (%s) is read anew for each request", async (way) => {
    const file = join(tmpdir(), `pipeline-token-${process.pid}`);
    process.env.TOKEN_FILE = file;
    await writeFile(file, "first.token.value\n");
    const args = { ...client, tokenEndpoint, clientAssertionFrom: `file:${way === "path" ? file : way}` };
    const endpoints = {
      introspectionEndpoint: "https://login.example.com/i",
      revocationEndpoint: "https://login.example.com/r",
    };
    const { operation, sent } = answered(oauth2, { ...args, ...endpoints }, granted, { body: { active: true } }, {});
    await oauth2.issue(operation);
    await writeFile(file, "second.token.value");
    await oauth2.introspect?.(operation, { id: "1", accessToken: "t", state: {} });
    await writeFile(file, "third.token.value");
    await oauth2.revoke?.(operation, { id: "1", accessToken: "t", state: {} });
    const tokens = sent.map((each) => Object.fromEntries(formOf(each)).client_assertion);
    expect(tokens).toEqual(["first.token.value", "second.token.value", "third.token.value"]);
  });

  const gitHub = () => {
    process.env.ACTIONS_ID_TOKEN_REQUEST_URL = "https://actions.example.com/token?api-version=2.0";
    process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = "a-runner-token-of-value";
  };

  test("from GitHub Actions is asked for with the server as audience, anew for each request", async () => {
    gitHub();
    const args = { ...client, clientAssertionFrom: "github-actions", extraHeaders: { "x-api-key": "gateway-key" } };
    const { operation, sent } = answered(oauth2, { ...args, tokenEndpoint }, { body: { value: "a.b.c" } }, granted, {
      body: { value: "d.e.f" },
    });
    await oauth2.issue(operation);
    const [asked, request] = sent as [HttpRequest, HttpRequest];
    expect(asked).toEqual({
      method: "GET",
      url: `https://actions.example.com/token?api-version=2.0&audience=${encodeURIComponent(tokenEndpoint)}`,
      headers: { authorization: "Bearer a-runner-token-of-value" },
      idempotent: true,
    });
    expect(Object.fromEntries(formOf(request))).toMatchObject({ client_assertion: "a.b.c" });
    expect(JSON.stringify(request)).not.toContain("a-runner-token-of-value");
    const again = (await request.again?.()) as HttpRequest;
    expect(Object.fromEntries(formOf(again))).toMatchObject({ client_assertion: "d.e.f" });
  });

  test("from GitHub Actions may be for an audience of the user's own", async () => {
    gitHub();
    const args = {
      ...client,
      clientAssertionFrom: "github-actions",
      clientAssertionAudience: "api://AzureADTokenExchange",
    };
    const [asked] = await requests(args, { body: { value: "a.b.c" } }, granted);
    expect(new URL(asked?.url ?? "").searchParams.get("audience")).toBe("api://AzureADTokenExchange");
  });

  test.each<[string, RegExp]>([
    [
      "env:ID_TOKEN",
      /looked for, and the environment variable ID_TOKEN is not set\. Outside of the pipeline there is none\.$/,
    ],
    ["file:/no/such/file", /looked for, and the file \/no\/such\/file could not be read \(ENOENT\)\./],
    ["file:$TOKEN_FILE", /looked for, and the environment variable TOKEN_FILE is not set\./],
    [
      "github-actions",
      /ACTIONS_ID_TOKEN_REQUEST_TOKEN are not both set\. Give the job the permission id-token: write\./,
    ],
  ])("that is nowhere (%s) is one sentence, and nothing is sent", async (clientAssertionFrom, message) => {
    const { operation, sent } = answered(oauth2, { ...client, tokenEndpoint, clientAssertionFrom });
    await expect(oauth2.issue(operation)).rejects.toMatchObject({
      code: "CREDENTIAL_MISSING",
      message: expect.stringMatching(message),
    });
    expect(sent).toEqual([]);
  });

  test.each([401, 403, 500])("that GitHub Actions refuses with %d goes nowhere", async (status) => {
    gitHub();
    const { operation, sent } = answered(
      oauth2,
      { ...client, tokenEndpoint, clientAssertionFrom: "github-actions" },
      { status, body: { message: "no a-runner-token-of-value" } },
    );
    const error = await oauth2.issue(operation).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringContaining("GitHub Actions answered"),
    });
    expect(String(error)).not.toContain("a-runner-token-of-value");
    expect(sent).toHaveLength(1);
  });

  test("is not the token itself: a place is, and another text is refused without being repeated", () => {
    const secret = pipelineToken({ sub: "job" });
    expect(() => answered(oauth2, { clientAssertionFrom: secret })).toThrow(
      'Argument "clientAssertionFrom" must be "file:" and a path, "env:" and the name of a variable, or "github-actions".',
    );
  });

  const invalid = (error_description: string): Answer => ({
    status: 400,
    body: { error: "invalid_client", error_description },
  });
  const seconds = now / 1000;
  test.each<[string, string, Bag, Answer, string]>([
    [
      "lapsed",
      "env:ID_TOKEN",
      { exp: seconds - 120 },
      invalid("Token is not active"),
      "The token from the environment variable ID_TOKEN expired 2 minutes ago: a job gets its variable once, so run this early in the job, or have the pipeline's tokens live longer.",
    ],
    [
      "too old",
      "env:ID_TOKEN",
      { iat: seconds - 600, exp: seconds + 600 },
      invalid("Token was issued too far in the past to be used now"),
      "The token from the environment variable ID_TOKEN is 10 minutes old, too old for this server:",
    ],
    [
      "used before",
      "env:ID_TOKEN",
      { exp: seconds + 600 },
      invalid("Token reuse detected"),
      "takes the token from the environment variable ID_TOKEN only once: let it take one again (in Keycloak, supportsClientAssertionReuse of the identity provider), or use a source that gives a new one each time.",
    ],
    [
      "beside an id that is not its subject",
      "env:ID_TOKEN",
      { exp: seconds + 600 },
      invalid("client_id parameter does not match sub claim"),
      "This server names the client by the token's subject: set sendClientId: false.",
    ],
    [
      "for another audience",
      "env:ID_TOKEN",
      { exp: seconds + 600, aud: "https://other.example.com" },
      invalid("Invalid token audience"),
      'The token from the environment variable ID_TOKEN has the audience "https://other.example.com": check that the server expects each of them, and takes a token more than once.',
    ],
    [
      "of another issuer or job",
      "env:ID_TOKEN",
      { exp: seconds + 600, iss: "https://ci.example.com", sub: "other-job", aud: ["a", "b"] },
      invalid("Invalid client or Invalid client credentials"),
      'has the issuer "https://ci.example.com", the subject "other-job", the audience "a", the audience "b": check that the server expects each of them, and takes',
    ],
    [
      "for no audience, by a server that does not say why",
      "env:ID_TOKEN",
      { exp: seconds + 600 },
      invalid("client authentication failed"),
      "The token from the environment variable ID_TOKEN was refused: check that the server expects its issuer and its subject, and takes a token more than once.",
    ],
  ])("that is %s is refused, and one sentence says what to do", async (_, source, claims, answer, sentence) => {
    process.env.ID_TOKEN = pipelineToken(claims);
    const error = await issue({ ...client, clientAssertionFrom: source }, answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CREDENTIAL_REFUSED", message: expect.stringContaining(sentence) });
    expect(String(error)).not.toContain(process.env.ID_TOKEN);
  });

  test("that is not a JWT is refused, and the sentence does not repeat it", async () => {
    process.env.ID_TOKEN = "an-opaque-token";
    const refused = issue({ ...client, clientAssertionFrom: "env:ID_TOKEN" }, invalid("No"));
    const { message } = await refused.catch((thrown: unknown) => thrown as Error);
    expect(message).toContain(
      "The token from the environment variable ID_TOKEN was refused: check that the server expects its issuer and its subject",
    );
    expect(message).not.toContain("an-opaque-token");
  });
});
