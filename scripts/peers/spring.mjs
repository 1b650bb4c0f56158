import { execFile, spawn } from "node:child_process";
import { createPublicKey, generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startKeyServer } from "./key-server.mjs";
import { freePort, until } from "./process.mjs";

const run = promisify(execFile);
const version = "7.0.6 (Boot 4.0.7)";

/** Compiles and starts an application with Spring Authorization Server. Needs Java 17 and Maven. */
export async function startSpring({ certificates, folder, pipeline }) {
  const home = join(folder, "spring");
  await mkdir(join(home, "src", "main", "java", "peers"), { recursive: true });
  const source = (name) => fileURLToPath(new URL(`spring/${name}`, import.meta.url));
  await copyFile(source("pom.xml"), join(home, "pom.xml"));
  await copyFile(source("Peer.java"), join(home, "src", "main", "java", "peers", "Peer.java"));
  await run("mvn", ["-q", "-B", "package"], { cwd: home });

  const { server: own, tls, selfSigned, authorities } = certificates;
  const files = { "server.pem": own.cert, "server.key": own.key, "clients.pem": authorities };
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const publicKey = (pem) => createPublicKey(pem).export({ format: "jwk" });
  const x5c = [new X509Certificate(selfSigned.cert).raw.toString("base64")];
  const keys = await startKeyServer([
    { ...publicKey(key), kid: "key-1", alg: "ES256", use: "sig" },
    { ...publicKey(selfSigned.key), kid: "self-signed", x5c },
  ]);
  const secret = () => randomBytes(32).toString("base64url");
  const secrets = { basic: secret(), post: secret(), "secret-jwt": secret(), exchange: secret() };
  const port = await freePort();
  const issuer = `https://localhost:${port}`;
  const administrator = { name: "admin", password: secret() };
  const properties = {
    server: {
      address: "127.0.0.1",
      port,
      ssl: {
        certificate: "file:server.pem",
        "certificate-private-key": "file:server.key",
        "trust-certificate": "file:clients.pem",
        "client-auth": "want",
      },
    },
    spring: { security: { user: administrator } },
    peer: { issuer, pipeline: pipeline.issuer, keys: keys.url, secrets: Object.values(secrets).join() },
  };
  // Boot reads YAML, and JSON is YAML.
  await writeFile(join(home, "application.yaml"), JSON.stringify(properties));
  const server = spawn("java", ["-Xmx256m", "-jar", join("target", "peer-1.jar")], {
    cwd: home,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (log += text));
  const close = async () => {
    keys.close();
    server.kill();
    await new Promise((resolve) => (server.exitCode === null ? server.once("exit", resolve) : resolve()));
  };
  try {
    await until(
      () => server.exitCode !== null || fetch(`${issuer}/.well-known/oauth-authorization-server`).then(({ ok }) => ok),
      120_000,
    );
    if (server.exitCode !== null) throw new Error("it ended");
  } catch (error) {
    await close();
    throw new Error(`Spring Authorization Server did not start: ${error.message}\n${log.slice(-3000)}`);
  }

  const credentials = Buffer.from(`${administrator.name}:${administrator.password}`).toString("base64");
  const administration = async (path, form) => {
    const headers = { authorization: `Basic ${credentials}` };
    const url = `${issuer}/administration/${path}`;
    const reply = await fetch(url, { method: "POST", headers, body: new URLSearchParams(form) });
    if (!reply.ok) throw new Error(`the administration answered ${reply.status} to ${path}`);
    return reply;
  };
  return {
    name: "Spring Authorization Server",
    version,
    origins: { ISSUER: issuer },
    audience: issuer,
    shared: { issuer, caCertificate: own.cert, scope: "reports:read" },
    ways: {
      client_secret_basic: { clientId: "basic", clientSecret: secrets.basic },
      client_secret_post: {
        clientId: "post",
        clientSecret: secrets.post,
        clientAuthentication: "client_secret_post",
      },
      client_secret_jwt: {
        clientId: "secret-jwt",
        clientSecret: secrets["secret-jwt"],
        clientAuthentication: "client_secret_jwt",
      },
      private_key_jwt: { clientId: "key-jwt", privateKey: key, keyId: "key-1" },
      tls_client_auth: {
        clientId: "tls",
        privateKey: tls.key,
        certificate: tls.cert,
        clientAuthentication: "tls_client_auth",
      },
      self_signed_tls_client_auth: {
        clientId: "self-signed",
        privateKey: selfSigned.key,
        certificate: selfSigned.cert,
        clientAuthentication: "self_signed_tls_client_auth",
      },
      "pipeline's token as client assertion": { clientId: "federated", clientAssertionFrom: "github-actions" },
      "token exchange": {
        clientId: "exchange",
        clientSecret: secrets.exchange,
        grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
        subjectTokenFrom: "env:SUBJECT_TOKEN",
        subjectTokenType: "urn:ietf:params:oauth:token-type:access_token",
      },
    },
    env: async () => ({ SUBJECT_TOKEN: (await (await administration("subject-token")).json()).token }),
    isActive: async (token) => {
      const url = `${issuer}/oauth2/introspect`;
      const form = { token, client_id: "post", client_secret: secrets.post };
      return (await (await fetch(url, { method: "POST", body: new URLSearchParams(form) })).json()).active;
    },
    /** Ends tokens, as an administrator does. */
    revoke: async (_clientId, tokens) => {
      for (const token of tokens) await administration("end", { token });
    },
    rotateSecret: async (clientId) => {
      secrets[clientId] = secret();
      await administration("secret", { client: clientId, value: secrets[clientId] });
      return secrets[clientId];
    },
    close,
  };
}
