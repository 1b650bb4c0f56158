import { execFile, spawn } from "node:child_process";
import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, until } from "./process.mjs";

const run = promisify(execFile);
const version = "2.3.0";
const bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

// Hydra builds with a fork of this library, and the module that holds Hydra decides which one that is.
const module = `module peers

go 1.24

replace github.com/gobuffalo/pop/v6 => github.com/ory/pop/v6 v6.2.1-0.20241121111754-e5dfc0f3344b
`;

/** Builds Hydra with its database in memory, starts it, and creates a client for each way. Needs Go. */
export async function startHydra({ folder, pipeline }) {
  const home = join(folder, "hydra");
  await mkdir(home);
  await writeFile(join(home, "go.mod"), module);
  const options = { cwd: home, maxBuffer: 1e8 };
  await run("go", ["get", "-tool", `github.com/ory/hydra/v2@v${version}`], options);
  const build = ["build", "-mod=mod", "-tags", "sqlite,json1", "-o", "hydra", "github.com/ory/hydra/v2"];
  await run("go", build, options);

  const [publicPort, adminPort] = [await freePort(), await freePort()];
  const issuer = `http://127.0.0.1:${publicPort}`;
  const administration = `http://127.0.0.1:${adminPort}/admin`;
  const configuration = {
    dsn: "memory",
    serve: { public: { host: "127.0.0.1", port: publicPort }, admin: { host: "127.0.0.1", port: adminPort } },
    urls: { self: { issuer } },
    secrets: { system: [randomBytes(24).toString("hex")] },
  };
  await writeFile(join(home, "hydra.json"), JSON.stringify(configuration));
  const server = spawn(join(home, "hydra"), ["serve", "all", "--dev", "--sqa-opt-out", "-c", "hydra.json"], {
    cwd: home,
    stdio: "ignore",
  });
  await until(() => fetch(`${issuer}/health/ready`).then(({ ok }) => ok), 60_000);

  const call = async (method, path, body) => {
    const headers = body instanceof URLSearchParams ? {} : { "content-type": "application/json" };
    const content = body === undefined || body instanceof URLSearchParams ? body : JSON.stringify(body);
    const reply = await fetch(`${administration}/${path}`, { method, headers, body: content });
    if (!reply.ok) throw new Error(`Hydra's administration answered ${reply.status} to ${method} ${path}`);
    const text = await reply.text();
    return text === "" ? undefined : JSON.parse(text);
  };
  // All characters that HTTP Basic must encode.
  const secret = () => `${randomBytes(18).toString("base64url")}+%:/ &=`;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const jwk = { ...createPublicKey(key).export({ format: "jwk" }), kid: "key-1", alg: "ES256", use: "sig" };
  const create = (client_id, more) =>
    call("POST", "clients", { client_id, grant_types: ["client_credentials"], scope: "reports:read", ...more });
  const secrets = { basic: secret(), post: secret(), "own-key": secret(), pipeline: secret() };
  await create("basic", { client_secret: secrets.basic });
  await create("post", { client_secret: secrets.post, token_endpoint_auth_method: "client_secret_post" });
  await create("key-jwt", {
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    jwks: { keys: [jwk] },
  });
  await create("own-key", { client_secret: secrets["own-key"], grant_types: [bearer] });
  await create("pipeline", { client_secret: secrets.pipeline, grant_types: [bearer] });
  await create("public", { token_endpoint_auth_method: "none", grant_types: [bearer] });
  const trust = (name, subject, trusted) =>
    call("POST", "trust/grants/jwt-bearer/issuers", {
      issuer: name,
      subject,
      scope: ["reports:read"],
      jwk: trusted,
      expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    });
  await trust("https://issuer.example.com", "someone", jwk);
  await trust(pipeline.issuer, "job", pipeline.key);

  const audience = `${issuer}/oauth2/token`;
  const endpoints = { issuer: undefined, tokenEndpoint: audience, revocationEndpoint: `${issuer}/oauth2/revoke` };
  const ownKey = {
    grantType: bearer,
    privateKey: key,
    keyId: "key-1",
    assertionIssuer: "https://issuer.example.com",
    subject: "someone",
    assertionAudience: audience,
  };
  return {
    name: "Ory Hydra",
    version,
    origins: { ISSUER: issuer },
    audience,
    shared: { issuer, introspectionEndpoint: `${administration}/oauth2/introspect`, scope: "reports:read" },
    ways: {
      client_secret_basic: { clientId: "basic", clientSecret: secrets.basic, ...endpoints },
      client_secret_post: {
        clientId: "post",
        clientSecret: secrets.post,
        clientAuthentication: "client_secret_post",
      },
      private_key_jwt: { clientId: "key-jwt", privateKey: key, keyId: "key-1", clientAssertionAudience: audience },
      "JWT bearer grant, own key": { clientId: "own-key", clientSecret: secrets["own-key"], ...ownKey },
      "JWT bearer grant, pipeline's token": {
        clientId: "pipeline",
        clientSecret: secrets.pipeline,
        grantType: bearer,
        assertionFrom: "github-actions",
        assertionAudience: audience,
      },
      "none, with the JWT bearer grant": { clientId: "public", clientAuthentication: "none", ...ownKey },
    },
    isActive: async (token) => (await call("POST", "oauth2/introspect", new URLSearchParams({ token }))).active,
    /** Ends all tokens of a client, as an administrator does. */
    revoke: (clientId) => call("DELETE", `oauth2/tokens?client_id=${clientId}`),
    rotateSecret: async (clientId) => {
      secrets[clientId] = secret();
      await call("PATCH", `clients/${clientId}`, [{ op: "replace", path: "/client_secret", value: secrets[clientId] }]);
      return secrets[clientId];
    },
    close: async () => {
      server.kill();
      await new Promise((resolve) => server.once("exit", resolve));
    },
  };
}
