import { generateKeyPairSync } from "node:crypto";
import type { Bag } from "../../../provider/arguments/validation";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { type CertificateFile, createCertificate } from "../../../testing";
import { check } from "../../support/checks/checked";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const server = { issuer: "https://login.example.com", clientId: "reports" };
const bySecret = { ...server, clientSecret: "EXAMPLE+not/a=secret" };
const privateKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
  type: "pkcs8",
  format: "pem",
}) as string;
const byKey = { ...server, privateKey };
const byPipeline = { ...server, clientAssertionFrom: "env:ID_TOKEN" };

let certificate: CertificateFile;
beforeAll(async () => {
  certificate = await createCertificate("reports");
});
afterAll(() => certificate.close());

test.each<[string, Bag]>([
  ['Give one of "clientSecret" and "clientAssertionFrom", not both.', { ...bySecret, ...byPipeline }],
  ['Give one of "privateKey" and "clientAssertionFrom", not both.', { ...byKey, ...byPipeline }],
  [
    'With "clientAssertionFrom", leave out "clientAuthentication": the assertion authenticates the client.',
    { ...byPipeline, clientAuthentication: "none" },
  ],
  [
    'Argument "clientAuthentication" is "tls_client_auth", which needs "privateKey" and no "clientSecret".',
    { ...bySecret, clientAuthentication: "tls_client_auth" },
  ],
  [
    'Argument "clientAuthentication" is "tls_client_auth", which needs "certificate" too.',
    { ...byKey, clientAuthentication: "tls_client_auth" },
  ],
  [
    'Argument "clientAuthentication" is "none", which needs no "clientSecret".',
    { ...bySecret, clientAuthentication: "none" },
  ],
  [
    'Argument "clientAuthentication" is "none", which needs no "privateKey".',
    { ...byKey, clientAuthentication: "none" },
  ],
  [
    '"privateKey" cannot sign by "RS256": "signingAlgorithm" must be one of ES256.',
    { ...byKey, signingAlgorithm: "RS256" },
  ],
  [
    '"clientSecret" cannot sign by "ES256": "signingAlgorithm" must be one of HS256, HS384, HS512.',
    { ...bySecret, clientAuthentication: "client_secret_jwt", signingAlgorithm: "ES256" },
  ],
  [
    'Argument "clientAssertionLifetime" belongs to an assertion; a "clientSecret" signs one with clientAuthentication: "client_secret_jwt".',
    { ...bySecret, clientAssertionLifetime: "2 minutes" },
  ],
  [
    'Arguments "keyId" and "clientAssertionClaims" belong to an assertion that "privateKey" signs; leave them out with "clientAssertionFrom".',
    { ...byPipeline, keyId: "key-1", clientAssertionClaims: { tenant: "one" } },
  ],
  [
    'Argument "sendClientId" is false, but "clientSecret" goes with the id: leave "sendClientId" out.',
    { ...bySecret, sendClientId: false },
  ],
  [
    `Arguments "subject" and "scopeClaim" belong to another grant: give grantType: "${jwtBearer}" too.`,
    { ...byKey, subject: "someone", scopeClaim: true },
  ],
  [
    `Argument "subjectTokenFrom" belongs to another grant: give grantType: "${tokenExchange}" too.`,
    { ...bySecret, subjectTokenFrom: "env:ID_TOKEN" },
  ],
  [
    `The grant "${jwtBearer}" needs an assertion: give "privateKey", which signs one, or "assertionFrom".`,
    { ...bySecret, grantType: jwtBearer },
  ],
  [
    'Argument "subject" belongs to an assertion that "privateKey" signs; leave it out with "assertionFrom".',
    { ...bySecret, grantType: jwtBearer, assertionFrom: "env:ID_TOKEN", subject: "someone" },
  ],
  [
    `The grant "${tokenExchange}" needs "subjectToken" or "subjectTokenFrom".`,
    { ...bySecret, grantType: tokenExchange },
  ],
  [
    'Argument "actorTokenType" belongs to "actorToken" or "actorTokenFrom".',
    { ...bySecret, grantType: tokenExchange, subjectToken: "a-subject-token", actorTokenType: "x" },
  ],
  [
    'Give one of "subjectToken" and "subjectTokenFrom", not both.',
    { ...bySecret, grantType: tokenExchange, subjectToken: "a-subject-token", subjectTokenFrom: "env:ID_TOKEN" },
  ],
  [
    'Argument "insecureSkipTlsVerify" must not be true with "github-actions": it would show the runner\'s own token to others. Give "caCertificate" instead.',
    { ...server, clientAssertionFrom: "github-actions", insecureSkipTlsVerify: true },
  ],
])("%s", async (sentence, inputs) => {
  expect((await check(oauth2, inputs)).failures).toEqual([{ property: "", reason: sentence }]);
});

test("a certificate of another key is refused", async () => {
  const { failures } = await check(oauth2, { ...byKey, certificate: certificate.cert });
  expect(failures).toEqual([
    {
      property: "",
      reason: '"certificate" is not the certificate of "privateKey": give the two that belong together.',
    },
  ]);
});

test.each<[string, Bag]>([
  ["and no other issuer", {}],
  ["though the assertion has another issuer", { assertionIssuer: "robot" }],
])("a grant's assertion without a client id, %s: one sentence says that this is missing", async (_, more) => {
  const { failures } = await check(oauth2, { issuer: server.issuer, privateKey, grantType: jwtBearer, ...more });
  expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^clientId missing/) }]);
});

test.each<[string, Bag]>([
  ["no secret with none", { ...server, clientAuthentication: "none" }],
  ["the pipeline's token", byPipeline],
  [
    "the pipeline's token without the id, for an audience",
    { ...byPipeline, sendClientId: false, clientAssertionAudience: "a" },
  ],
  ["a client's secret beside the key of the grant", { ...bySecret, privateKey, grantType: jwtBearer }],
  ["no client in an exchange", { issuer: server.issuer, grantType: tokenExchange, subjectTokenFrom: "github-actions" }],
  ["no client with an assertion", { issuer: server.issuer, grantType: jwtBearer, assertionFrom: "env:ID_TOKEN" }],
  ["a grant of the server's own", { ...bySecret, grantType: "account_credentials" }],
])("is enough: %s", async (_, inputs) => {
  const { failures, reports } = await check(oauth2, inputs);
  expect([failures, reports]).toEqual([[], []]);
});

test.each<[string, Bag, string]>([
  ["tls_client_auth", { ...server, clientAuthentication: "tls_client_auth" }, "certificate, privateKey missing"],
  ["private_key_jwt", { ...server, clientAuthentication: "private_key_jwt" }, "privateKey missing"],
  ["client_secret_jwt", { ...server, clientAuthentication: "client_secret_jwt" }, "clientSecret missing"],
])("%s alone names what is missing, and a preview goes on", async (_, inputs, missing) => {
  const { failures, reports } = await check(oauth2, inputs);
  expect(failures).toEqual([]);
  expect(reports).toEqual([expect.stringContaining(missing)]);
});
