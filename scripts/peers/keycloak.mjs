import { execFile, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startIdentityIssuer } from "./identity-issuer.mjs";
import { limitScope, realmOf, serviceAccount } from "./keycloak-realm.mjs";
import { freePort, until } from "./process.mjs";

const run = promisify(execFile);
const version = "26.5.6";
const features = "client-auth-federated,jwt-authorization-grant,kubernetes-service-accounts";

/** Starts Keycloak with a realm that has a client for each way, and returns the ways. Needs Java 17 and Maven. */
export async function startKeycloak({ certificates, folder, pipeline }) {
  const home = await unpacked(folder);
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const [serverCertificate, serverKey, authorities] = ["server.pem", "server.key", "clients.pem"].map((name) =>
    join(folder, name),
  );
  await writeFile(serverCertificate, certificates.server.cert);
  await writeFile(serverKey, certificates.server.key);
  await writeFile(authorities, certificates.authorities);
  const secret = () => randomBytes(24).toString("base64url");
  const secrets = {
    basic: secret(),
    post: secret(),
    "secret-jwt": `${secret()}${secret()}${secret()}`,
    exchange: secret(),
    "exchange-subject": secret(),
    bearer: secret(),
  };
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const admin = secret();
  const gitlab = await startIdentityIssuer();
  const cluster = await startIdentityIssuer();
  const tokenFile = join(folder, "service-account-token");
  await mkdir(join(home, "data", "import"), { recursive: true });
  const realm = realmOf({ pipeline: pipeline.issuer, gitlab: gitlab.issuer, cluster: cluster.issuer, secrets, key });
  await writeFile(join(home, "data", "import", "peers-realm.json"), JSON.stringify(realm));
  const server = spawn(
    join(home, "bin", "kc.sh"),
    [
      "start-dev",
      "--import-realm",
      `--features=${features}`,
      "--http-enabled=false",
      "--http-host=127.0.0.1",
      `--https-port=${port}`,
      `--https-certificate-file=${serverCertificate}`,
      `--https-certificate-key-file=${serverKey}`,
      "--https-client-auth=request",
      `--truststore-paths=${authorities}`,
    ],
    {
      env: {
        ...process.env,
        KC_BOOTSTRAP_ADMIN_USERNAME: "admin",
        KC_BOOTSTRAP_ADMIN_PASSWORD: admin,
        JAVA_OPTS_APPEND: "-Xmx512m",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (log += text));
  const issuer = `${url}/realms/peers`;
  try {
    await until(() => fetch(`${issuer}/.well-known/openid-configuration`).then(({ ok }) => ok), 360_000);
  } catch (error) {
    server.kill();
    throw new Error(`Keycloak did not start: ${error.message}\n${log.slice(-3000)}`);
  }
  await limitScope(await administration(url, admin));
  const shared = { issuer, caCertificate: certificates.server.cert, scope: ["reports:read", "reports:write"] };
  const reports = (clientId) => ({ clientId, clientSecret: secrets[clientId] });
  const ways = {
    client_secret_basic: reports("basic"),
    client_secret_post: { ...reports("post"), clientAuthentication: "client_secret_post" },
    client_secret_jwt: { ...reports("secret-jwt"), clientAuthentication: "client_secret_jwt" },
    private_key_jwt: { clientId: "key-jwt", privateKey: key, keyId: "key-1" },
    tls_client_auth: {
      clientId: "tls",
      privateKey: certificates.tls.key,
      certificate: certificates.tls.cert,
      clientAuthentication: "tls_client_auth",
    },
    "pipeline's token as client assertion": {
      clientId: "federated",
      clientAssertionFrom: "github-actions",
      sendClientId: false,
    },
    "GitLab's token from a variable": {
      clientId: "gitlab",
      clientAssertionFrom: "env:ID_TOKEN",
      sendClientId: false,
    },
    "Kubernetes' token from a file": {
      clientId: "kubernetes",
      clientAssertionFrom: `file:${tokenFile}`,
      sendClientId: false,
    },
    "token exchange": {
      ...reports("exchange"),
      grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
      subjectTokenFrom: "env:SUBJECT_TOKEN",
      subjectTokenType: "urn:ietf:params:oauth:token-type:access_token",
    },
    "JWT bearer grant, pipeline's token": {
      ...reports("bearer"),
      grantType: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertionFrom: "github-actions",
    },
  };
  const endpoint = `${issuer}/protocol/openid-connect`;
  const call = (path, form) => post(`${endpoint}/${path}`, { client_id: "post", client_secret: secrets.post, ...form });
  const grant = (id, more = {}) =>
    post(`${endpoint}/token`, { grant_type: "client_credentials", client_id: id, client_secret: secrets[id], ...more });
  return {
    name: "Keycloak",
    version,
    origins: { ISSUER: issuer },
    audience: issuer,
    shared,
    notGranted: "reports:write",
    ways,
    env: async () => {
      // Kubernetes writes a new token only after most of an hour.
      await writeFile(tokenFile, await cluster.token(issuer, serviceAccount, "50 minutes", "-10 minutes"));
      return { ID_TOKEN: await gitlab.token(issuer), SUBJECT_TOKEN: (await grant("exchange-subject")).access_token };
    },
    isActive: async (token) => (await call("token/introspect", { token })).active,
    /** Ends all tokens of a client, as an administrator does. */
    revoke: async (clientId) => {
      const api = await administration(url, admin);
      const [{ id }] = await api("GET", `clients?clientId=${clientId}`);
      await api("PUT", `clients/${id}`, { notBefore: Math.floor(Date.now() / 1000) + 1 });
    },
    rotateSecret: async (clientId) => {
      const api = await administration(url, admin);
      const [{ id }] = await api("GET", `clients?clientId=${clientId}`);
      secrets[clientId] = (await api("POST", `clients/${id}/client-secret`)).value;
      return secrets[clientId];
    },
    close: async () => {
      gitlab.close();
      cluster.close();
      server.kill();
      await new Promise((resolve) => server.once("exit", resolve));
    },
  };
}

/** Gets the distribution with Maven and unpacks it. */
async function unpacked(folder) {
  const repository = join(homedir(), ".m2", "repository", "org", "keycloak", "keycloak-quarkus-dist", version);
  const archive = join(repository, `keycloak-quarkus-dist-${version}.zip`);
  if (!existsSync(archive)) {
    const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`;
    await run("mvn", ["-q", "-B", "dependency:get", artifact, "-Dtransitive=false"]);
  }
  await run("unzip", ["-q", archive, "-d", folder]);
  const [name] = (await readdir(folder)).filter((each) => each.startsWith("keycloak-"));
  return join(folder, name);
}

async function administration(url, password) {
  const form = { grant_type: "password", client_id: "admin-cli", username: "admin", password };
  const { access_token } = await post(`${url}/realms/master/protocol/openid-connect/token`, form);
  return async (method, path, body) => {
    const reply = await fetch(`${url}/admin/realms/peers/${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`Keycloak's administration answered ${reply.status} to ${method} ${path}`);
    const text = await reply.text();
    return text === "" ? undefined : JSON.parse(text);
  };
}

async function post(url, form) {
  const reply = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return reply.json();
}
