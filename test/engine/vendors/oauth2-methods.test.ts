import { createPrivateKey, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { leaks } from "../../support/checks/leaks";
import { startPipeline } from "../../support/engine/pipeline";
import type { Run } from "../../support/engine/run";
import { copiesIn } from "../../support/engine/state-entry";
import { testStack } from "../../support/engine/token-stack";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

type Ways = Record<string, OAuth2AccessTokenArgs>;

const program =
  (shared: OAuth2AccessTokenArgs, ways: Ways, more: OAuth2AccessTokenArgs = {}) =>
  async () => {
    for (const [name, args] of Object.entries(ways)) {
      new OAuth2AccessToken(name, { ...shared, scope: ["reports:read"], ...args, ...more });
    }
  };

const named = ({ steps }: Run, op: string, ways: Ways) =>
  steps.flatMap((step) => (step.op === op && !step.failed && step.name in ways ? [step.name] : [])).sort();

test("every way to prove a client, and every grant: issued, silent, renewed, read and revoked", async () => {
  const { client, env, file, renewFile, server, shared } = await startPipeline();
  const basic = client("reports");
  const { clientId, keyId, privateKey } = client("reports-jwt");
  const ways: Ways = {
    basic,
    post: client("reports-post"),
    "secret-jwt": client("reports-secret-jwt"),
    "key-jwt": { ...client("reports-jwt"), clientAssertionLifetime: "2 minutes" },
    tls: client("reports-tls"),
    "self-signed": client("reports-self-signed"),
    none: client("reports-none"),
    "github-actions": { clientId: "reports-pipeline", clientAssertionFrom: "github-actions" },
    // The file holds one token at a time, and the server takes a token once: there is none left to revoke with.
    file: {
      clientId: "reports-pipeline",
      clientAssertionFrom: `file:${file}`,
      introspect: false,
      onReplace: "expire",
      onDelete: "expire",
    },
    "jwt-bearer": {
      ...basic,
      grantType: jwtBearer,
      ...({ keyId, privateKey, assertionIssuer: clientId } as OAuth2AccessTokenArgs),
      subject: "someone",
    },
    "given-assertion": { ...basic, grantType: jwtBearer, assertionFrom: "github-actions" },
    exchange: { ...basic, grantType: tokenExchange, subjectTokenFrom: "github-actions" },
    "own-grant": { ...basic, grantType: "account_credentials", extraParameters: { account_id: "account-1" } },
  };
  const all = Object.keys(ways).sort();
  const revocable = all.filter((name) => name !== "file");
  const dev = await testStack("dev", program(shared, ways, { rotationTriggers: { release: "1" } }), { env });
  const secrets: Record<string, string> = { runner: env.ACTIONS_ID_TOKEN_REQUEST_TOKEN };
  const texts: Record<string, string> = {};
  const keep = async (name: string, { events, output }: Run) => {
    const printable = events.filter(({ diagnosticEvent }) => (diagnosticEvent?.severity as string) !== "debug");
    texts[name] = output + JSON.stringify(printable);
    texts[`the state after ${name}`] = await dev.rawState();
  };

  // A preview needs no token of a pipeline: the file is not there yet.
  expect((await dev.preview()).ok).toBe(true);
  expect(await server.log()).toEqual([]);

  secrets.first = await renewFile();
  const up = await dev.up();
  expect([up.ok, named(up, "create", ways)]).toEqual([true, all]);
  await keep("up", up);
  await server.clearLog();
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect(await server.log()).toEqual([]);

  secrets.second = await renewFile();
  const renewed = await dev.up({ program: program(shared, ways, { rotationTriggers: { release: "2" } }) });
  expect([renewed.ok, named(renewed, "create-replacement", ways), named(renewed, "delete-replaced", ways)]).toEqual([
    true,
    all,
    all,
  ]);
  await keep("a renewal", renewed);

  await server.clearLog();
  const refresh = await dev.refresh({ expectNoChanges: true });
  expect(refresh.ok).toBe(true);
  const introspected = (await server.log()).filter(({ path }) => path === "/token/introspection");
  expect(introspected.map(({ status }) => status)).toEqual(revocable.map(() => 200));
  await keep("a refresh", refresh);

  await server.clearLog();
  const destroyed = await dev.destroy();
  expect([destroyed.ok, await copiesIn(dev)]).toEqual([true, []]);
  const revoked = (await server.log()).filter(({ path }) => path === "/token/revocation");
  expect(revoked.map(({ status }) => status)).toEqual(revocable.map(() => 200));
  await keep("destroy", destroyed);
  expect(leaks(texts, secrets)).toEqual([]);
});

test("a wrong certificate, a lapsed token and an audience that does not fit: one sentence each", async () => {
  const { client, env, file, server, shared } = await startPipeline();
  const { keyId = "", privateKey = "", clientId = "" } = client("reports-jwt") as Record<string, string>;
  const { SignJWT } = await import("jose");
  const lapsed = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: "ES256", kid: keyId })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(server.credentials.issuer)
    .setExpirationTime("-2 minutes")
    .sign(createPrivateKey(privateKey));
  await writeFile(file, lapsed);
  const { privateKey: otherKey, certificate: other } = client("reports-tls") as Record<string, string>;
  const ways = {
    "wrong-certificate": { ...client("reports-self-signed"), privateKey: otherKey, certificate: other },
    lapsed: { clientId, clientAssertionFrom: `file:${file}` },
    "wrong-audience": {
      clientId: "reports-pipeline",
      clientAssertionFrom: "github-actions",
      clientAssertionAudience: "https://other.example.com",
    },
    outside: { clientId: "reports-other", clientAssertionFrom: "env:NO_SUCH_TOKEN" },
  } as Ways;
  const dev = await testStack("dev", program(shared, ways), { env });
  const { ok, output } = await dev.up({ continueOnError: true });
  expect(ok).toBe(false);
  for (const sentence of [
    "Check clientId, and that the server knows certificate as this client's.",
    /The token from the file \S+ expired 2 minutes( \d+ seconds?)? ago: check what renews the file\./,
    'The token from GitHub Actions has the issuer "reports-pipeline", the subject "reports-pipeline", the audience "https://other.example.com": check that the server expects each of them.',
    "the pipeline's token was looked for, and the environment variable NO_SUCH_TOKEN is not set. Outside of the pipeline there is none.",
  ]) {
    if (typeof sentence === "string") expect(output).toContain(sentence);
    else expect(output).toMatch(sentence);
  }
  expect(leaks({ output, state: await dev.rawState() }, { lapsed })).toEqual([]);
});
