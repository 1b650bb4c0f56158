import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { generate } from "selfsigned";
import type { Bag } from "../../../provider/arguments/validation";
import type { HttpRequest } from "../../../provider/transport/message";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { check } from "../../support/checks/checked";
import { answered, formOf, headersOf } from "../../support/checks/operation";

const page = readFileSync("docs/oauth2-recipes.md", "utf8");
const recipes = new Map(
  [...page.matchAll(/^## (.+?)\n(.*?)(?=^## |$(?![\s\S]))/gms)].map(([, title = "", text = ""]) => [title, text]),
);

/** An RSA key and its certificate. */
let pair: { cert: string; private: string };

/** The arguments in a recipe, as a program would pass them. */
function argumentsOf(title: string): Bag {
  const [, code = ""] = /```ts\n(.*?)```/s.exec(recipes.get(title) ?? "") ?? [];
  let given: Bag = {};
  class OAuth2AccessToken {
    constructor(_: string, args: Bag) {
      given = args;
    }
  }
  const config = { requireSecret: () => pair.private, require: () => pair.cert };
  const program = code.replace(/^import .*$/m, "");
  new Function("OAuth2AccessToken", "config", "clientSecret", program)(OAuth2AccessToken, config, "SECRET");
  return given;
}

const endpointOf = (issuer: unknown) => `${issuer}/protocol/openid-connect/token`;

/** The token request of a recipe: its address, headers and form; and the claims of the assertion in it. */
async function requestOf(title: string) {
  const args = argumentsOf(title);
  const { issuer } = args;
  const metadata = issuer === undefined ? [] : [{ body: { issuer, token_endpoint: endpointOf(issuer) } }];
  const isGitHub = Object.values(args).includes("github-actions");
  const { operation, sent } = answered(
    oauth2,
    args,
    ...metadata,
    ...(isGitHub ? [{ body: { value: "a.job.token" } }] : []),
    {
      body: { access_token: "t", token_type: "Bearer", expires_in: 3600 },
    },
  );
  await oauth2.issue(operation);
  const request = sent.at(-1) as HttpRequest;
  const form = Object.fromEntries(formOf(request));
  const assertion = form.client_assertion ?? form.assertion ?? "";
  const parts = assertion.split(".").slice(0, 2);
  const [header, claims] = /^ey/.test(assertion)
    ? parts.map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as Bag)
    : [];
  const basic = /^Basic (.+)$/.exec(headersOf(request).authorization ?? "")?.[1];
  return {
    url: request.url,
    form,
    header,
    claims,
    basic: basic === undefined ? undefined : Buffer.from(basic, "base64").toString(),
    audience: isGitHub ? new URL(sent.at(-2)?.url ?? "").searchParams.get("audience") : undefined,
  };
}

beforeAll(async () => {
  pair = await generate([{ name: "commonName", value: "robot" }], { keyType: "rsa" });
  process.env.ID_TOKEN = "a.job.token";
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = "https://actions.example.com/token?api-version=2.0";
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = "a-runner-token-of-value";
});

const entra = "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token";
const graph = { scope: "https://graph.microsoft.com/.default", grant_type: "client_credentials", client_id: "CLIENT" };
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const times = { iat: expect.any(Number), exp: expect.any(Number), jti: expect.any(String) };
const realm = endpointOf("https://login.example.com/realms/main");
const pool = "iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/POOL/providers/GITHUB";

const documented: Record<string, object> = {
  // https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
  "Entra ID with a secret": { url: entra, form: { ...graph, client_secret: "SECRET" } },
  // https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
  "Entra ID with a certificate": {
    url: entra,
    form: { ...graph, client_assertion_type: assertionType, client_assertion: expect.any(String) },
    header: { alg: "PS256", "x5t#S256": expect.any(String) },
    claims: { ...times, aud: entra, iss: "CLIENT", sub: "CLIENT" },
  },
  "Entra ID without a secret": {
    url: entra,
    form: { ...graph, client_assertion_type: assertionType, client_assertion: "a.job.token" },
    audience: "api://AzureADTokenExchange",
  },
  // https://developer.okta.com/docs/guides/implement-grant-type/clientcreds/main/
  Okta: {
    url: "https://ORG.okta.com/oauth2/default/v1/token",
    basic: "CLIENT:SECRET",
    form: { grant_type: "client_credentials", scope: "reports" },
  },
  // https://auth0.com/docs/flows/call-your-api-using-the-client-credentials-flow
  Auth0: {
    url: "https://TENANT.auth0.com/oauth/token",
    form: {
      grant_type: "client_credentials",
      client_id: "CLIENT",
      client_secret: "SECRET",
      audience: "https://api.example.com",
    },
  },
  // https://www.keycloak.org/securing-apps/oidc-layers
  Keycloak: { url: realm, basic: "CLIENT:SECRET", form: { grant_type: "client_credentials" } },
  // https://www.ory.com/docs/oauth2-oidc/client-credentials
  "Ory Hydra": {
    url: "https://login.example.com/oauth2/token",
    basic: "CLIENT:SECRET",
    form: { grant_type: "client_credentials", scope: "reports" },
  },
  // https://developers.google.com/identity/protocols/oauth2/service-account
  Google: {
    url: "https://oauth2.googleapis.com/token",
    basic: undefined,
    form: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: expect.any(String) },
    header: { alg: "RS256", kid: "KEY" },
    claims: {
      ...times,
      iss: "robot@PROJECT.iam.gserviceaccount.com",
      scope: "https://www.googleapis.com/auth/devstorage.read_only",
      aud: "https://oauth2.googleapis.com/token",
    },
  },
  // https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token
  "Google without a secret": {
    url: "https://sts.googleapis.com/v1/token",
    basic: undefined,
    audience: `https://${pool}`,
    form: {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience: `//${pool}`,
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token: "a.job.token",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    },
  },
  // https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
  Salesforce: {
    url: "https://login.salesforce.com/services/oauth2/token",
    basic: undefined,
    form: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: expect.any(String) },
    header: { alg: "RS256" },
    claims: { ...times, iss: "CONSUMER_KEY", sub: "robot@example.com", aud: "https://login.salesforce.com" },
  },
  // https://github.com/docusign/docusign-esign-node-client/blob/master/src/ApiClient.js
  DocuSign: {
    url: "https://account.docusign.com/oauth/token",
    basic: undefined,
    form: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: expect.any(String) },
    header: { alg: "RS256" },
    claims: {
      ...times,
      iss: "INTEGRATION_KEY",
      sub: "USER_ID",
      aud: "account.docusign.com",
      scope: "impersonation signature",
    },
  },
  // https://developers.zoom.us/docs/internal-apps/s2s-oauth/
  Zoom: {
    url: "https://zoom.us/oauth/token",
    basic: "CLIENT:SECRET",
    form: { grant_type: "account_credentials", account_id: "ACCOUNT" },
  },
  // https://docs.github.com/en/actions/reference/security/oidc
  "GitHub Actions without a secret": {
    url: realm,
    audience: "https://login.example.com/realms/main",
    form: { grant_type: "client_credentials", client_assertion_type: assertionType, client_assertion: "a.job.token" },
  },
  // https://docs.gitlab.com/ee/ci/secrets/id_token_authentication.html
  "GitLab without a secret": {
    url: realm,
    form: { grant_type: "client_credentials", client_assertion_type: assertionType, client_assertion: "a.job.token" },
  },
};

test.each(Object.entries(documented))("%s: the request is the documented one", async (title, expected) => {
  const request = await requestOf(title);
  expect(request).toMatchObject(expected);
  // `toMatchObject` lets more parameters, claims and a header through.
  const { basic, claims, form } = expected as { basic?: string; claims?: object; form: object };
  expect(Object.keys(request.form).sort()).toEqual(Object.keys(form).sort());
  if (claims !== undefined) expect(Object.keys(request.claims ?? {}).sort()).toEqual(Object.keys(claims).sort());
  expect(request.basic).toBe(basic);
  expect(recipes.get(title)).toMatch(/\nSource: <https:\/\/\S+>\n/);
});

test("every recipe of the page is compared, but for the one that differs only in its file", () => {
  expect([...recipes.keys()].filter((title) => !(title in documented))).toEqual(["Kubernetes without a secret"]);
  expect(argumentsOf("Kubernetes without a secret")).toEqual({
    ...argumentsOf("GitLab without a secret"),
    clientAssertionFrom: "file:/var/run/secrets/tokens/login",
  });
});

test("the assertion of Entra ID's certificate names it by its SHA-256 thumbprint", async () => {
  const { header } = await requestOf("Entra ID with a certificate");
  const fingerprint = new X509Certificate(pair.cert).fingerprint256.replaceAll(":", "");
  expect(header?.["x5t#S256"]).toBe(Buffer.from(fingerprint, "hex").toString("base64url"));
});

test("every recipe is one that the arguments allow", async () => {
  for (const title of recipes.keys()) {
    expect([title, (await check(oauth2, argumentsOf(title))).failures]).toEqual([title, []]);
  }
});
