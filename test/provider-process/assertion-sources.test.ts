import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateText } from "../../provider/state/provider-text";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { createCertificate } from "../../testing";
import { canary } from "../support/checks/canary";
import { leaks } from "../support/checks/leaks";
import type { ProviderError } from "../support/provider-process/provider-error";
import { type Properties, type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";
import { echoes, echoServer, wordsIn } from "../support/servers/echo";
import { type Received, serve } from "../support/servers/loopback";

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const secrets = {
  file: `${canary} of the file`,
  variable: `${canary} of the variable`,
  subject: `${canary} of the subject`,
  actor: `${canary} of the actor`,
  header: `${canary} of the gateway`,
  job: `${canary} of the job`,
  runner: "the-token-of-a-runner-that-nobody-may-read",
};

let folder: string;
let file: string;
/** Gives a job its identity token, and keeps what it was asked. `serve` ends with each test, and the process does not. */
const asked: IncomingHttpHeaders[] = [];
const github = createServer((request, reply) => {
  asked.push(request.headers);
  reply.setHeader("content-type", "application/json");
  reply.end(JSON.stringify({ value: secrets.job }));
});
let provider: ProviderProcess;
/** The process of another run: what a run issued, it does not revoke. */
let later: ProviderProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sources-"));
  file = join(folder, "token");
  await writeFile(file, secrets.file);
  github.listen(0, "127.0.0.1");
  await once(github, "listening");
  const { port } = github.address() as AddressInfo;
  const env = {
    ID_TOKEN: secrets.variable,
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: secrets.runner,
  };
  [provider, later] = await Promise.all([providerProcess({ env }), providerProcess({ env })]);
});
afterAll(async () => {
  await Promise.all([provider.kill(), later.kill()]);
  github.closeAllConnections();
  github.close();
  await rm(folder, { recursive: true, force: true });
});

const inputsFor = (origin: string, name: string, more: Properties): Properties => ({
  tokenEndpoint: `${origin}/token`,
  introspectionEndpoint: `${origin}/introspect`,
  revocationEndpoint: `${origin}/revoke`,
  ...more,
  resourceUrn: `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:OAuth2AccessToken::${name}`,
  __provider: stateText(oauth2),
});

const ways = (): Record<string, Properties> => ({
  file: { clientId: "a", clientAssertionFrom: `file:${file}` },
  variable: { clientId: "b", clientAssertionFrom: "env:ID_TOKEN", extraHeaders: { "x-api-key": secrets.header } },
  github: { clientId: "c", clientAssertionFrom: "github-actions" },
  assertion: { grantType: jwtBearer, assertionFrom: "env:ID_TOKEN" },
  exchange: { grantType: tokenExchange, subjectToken: secrets.subject, actorToken: secrets.actor },
  "exchange of a source": {
    grantType: tokenExchange,
    subjectTokenFrom: "github-actions",
    actorTokenFrom: `file:${file}`,
  },
});

test("a server that repeats a pipeline's token in any encoding gives none away", async () => {
  const server = await echoServer();
  const texts: Record<string, string> = {};
  let count = 0;
  for (const [way, args] of Object.entries(ways())) {
    for (const [encoding, echo] of Object.entries(echoes)) {
      server.echo = (request) => echo(wordsIn(request).join(" "));
      const inputs = inputsFor(server.origin, `${way}-${++count}`, {
        ...args,
        ...("clientId" in args ? { clientId: `client-${count}` } : {}),
      });
      const { failures, inputs: checked } = await provider.check({}, inputs);
      expect(failures).toEqual([]);
      const error = (await provider.create(checked).catch((thrown: unknown) => thrown)) as ProviderError;
      texts[`${way} ${encoding}`] = [error.message, error.stack].join("\n");
    }
  }
  texts.messages = JSON.stringify(provider.logs);
  texts.output = provider.output;
  expect(leaks(texts, { ...secrets, canary })).toEqual([]);
});

let issued = 0;

/** A server that issues, introspects and revokes. */
async function startServer() {
  const server = await serve((reply, _, { url }: Received) => {
    const { origin } = server;
    const granted = { access_token: `a-granted-token-${++issued}`, token_type: "Bearer", expires_in: 86_400 };
    reply.setHeader("content-type", "application/json");
    const metadata = { issuer: origin, token_endpoint: `${origin}/token` };
    const answer = url === "/token" ? granted : url.startsWith("/.well-known/") ? metadata : { active: true };
    reply.end(JSON.stringify(answer));
  });
  return server;
}

test.each(Object.keys(ways()))(
  "%s: what the pipeline gives goes to its server alone, and into no state",
  async (way) => {
    const { origin, received } = await startServer();
    asked.length = 0;
    const { inputs } = await provider.check({}, inputsFor(origin, `${way} at a server`, ways()[way] ?? {}));
    const { id, outs } = await provider.create(inputs);
    await provider.read(id, outs);
    await later.delete(id, outs);
    expect(received.map(({ url }) => url)).toEqual(["/token", "/introspect", "/revoke"]);
    const own = { subject: secrets.subject, actor: secrets.actor, header: secrets.header };
    const others = Object.fromEntries(Object.entries(secrets).filter(([name]) => !(name in own)));
    expect(leaks({ state: JSON.stringify(outs) }, others)).toEqual([]);
    // As a client's proof, each request has a token of its own; as a subject, the one that is exchanged.
    expect(asked).toHaveLength(way === "github" ? 3 : way === "exchange of a source" ? 1 : 0);
    for (const headers of asked) expect(JSON.stringify(headers)).not.toContain("gateway");
    expect(received.some(({ headers }) => JSON.stringify(headers).includes(secrets.runner))).toBe(false);
  },
);

describe("a change of the account's parts", () => {
  const place = () => ways().variable ?? {};
  const [one, other] = [createCertificate("one"), createCertificate("other")];
  const certificateOf = async (made: typeof one): Promise<Properties> => {
    const { cert, key } = await made;
    return { certificate: cert, privateKey: key };
  };
  afterAll(async () => {
    for (const made of [one, other]) await (await made).close();
  });
  const signed = { grantType: jwtBearer, clientId: "reports", assertionIssuer: "robot", subject: "one@example.com" };

  /** Issues a token, and gives it other arguments. */
  const change = async (args: Properties, more: Properties) => {
    const { origin, received } = await startServer();
    const given = inputsFor(origin, `changed-${++issued}`, args);
    const { failures: before, inputs } = await provider.check({}, given);
    const { id, outs } = await provider.create(inputs);
    const { failures, inputs: news } = await provider.check(inputs, { ...given, ...more });
    expect([...before, ...failures]).toEqual([]);
    const { changes, replaces } = await provider.diff(id, outs, news);
    if (changes && replaces?.length === 0) await provider.update(id, outs, news);
    return { changes, replaces, requests: received.map(({ url }) => url) };
  };

  test.each<[string, () => Promise<[Properties, Properties]>]>([
    ["place of the assertion", async () => [place(), { clientAssertionFrom: `file:${file}` }]],
    ["place of the grant's assertion", async () => [ways().assertion ?? {}, { assertionFrom: `file:${file}` }]],
    [
      "place of the subject token",
      async () => [ways()["exchange of a source"] ?? {}, { subjectTokenFrom: "env:ID_TOKEN" }],
    ],
    ["subject token", async () => [ways().exchange ?? {}, { subjectToken: "another-token-of-the-subject" }]],
    ["header of a gateway", async () => [place(), { extraHeaders: { "x-api-key": "another-key" } }]],
    [
      "certificate of an assertion",
      async () => [{ clientId: "a", ...(await certificateOf(one)) }, await certificateOf(other)],
    ],
    [
      "certificate of a connection",
      async () => [
        { clientId: "a", clientAuthentication: "tls_client_auth", ...(await certificateOf(one)) },
        await certificateOf(other),
      ],
    ],
    [
      "key of the grant's assertion",
      async () => [{ ...signed, ...(await certificateOf(one)) }, await certificateOf(other)],
    ],
  ])("another %s is an update of state without a request", async (_, given) => {
    const [before, more] = await given();
    expect(await change(before, more)).toEqual({ changes: true, replaces: [], requests: ["/token"] });
  });

  test.each<[string, string, () => Promise<[Properties, Properties]>]>([
    ["client id", "clientId", async () => [place(), { clientId: "other" }]],
    ["server", "tokenEndpoint", async () => [place(), { tokenEndpoint: "https://other.example.com/token" }]],
    ["grant", "grantType", async () => [place(), { grantType: "account_credentials" }]],
    [
      "subject",
      "subject",
      async () => [{ ...signed, ...(await certificateOf(one)) }, { subject: "other@example.com" }],
    ],
    [
      "issuer of the assertion",
      "assertionIssuer",
      async () => [{ ...signed, ...(await certificateOf(one)) }, { assertionIssuer: "other" }],
    ],
  ])("another %s replaces", async (_, replaced, given) => {
    const [before, more] = await given();
    expect(await change(before, more)).toEqual({ changes: true, replaces: [replaced], requests: ["/token"] });
  });

  test("another issuer replaces", async () => {
    const { origin } = await startServer();
    const { tokenEndpoint: _, ...endpoints } = inputsFor(origin, "of an issuer", place());
    const given = { ...endpoints, issuer: origin };
    const { inputs } = await provider.check({}, given);
    const { id, outs } = await provider.create(inputs);
    const { inputs: news } = await provider.check(inputs, { ...given, issuer: "https://other.example.com" });
    expect(await provider.diff(id, outs, news)).toMatchObject({ changes: true, replaces: ["issuer"] });
  });

  test("the usual grant by its name is no change", async () => {
    expect(await change(place(), { grantType: "client_credentials" })).toMatchObject({ changes: false, replaces: [] });
  });
});
