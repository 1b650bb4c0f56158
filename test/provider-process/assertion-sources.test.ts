import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateText } from "../../provider/state/provider-text";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
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
  runner: "the-token-of-a-runner-that-nobody-may-read",
};

let folder: string;
let file: string;
/** Gives a job its identity token, and keeps what it was asked. `serve` ends with each test, and the process does not. */
const asked: IncomingHttpHeaders[] = [];
const github = createServer((request, reply) => {
  asked.push(request.headers);
  reply.setHeader("content-type", "application/json");
  reply.end(JSON.stringify({ value: `${canary} of the job` }));
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
const startServer = () =>
  serve((reply, _, { url }: Received) => {
    const granted = { access_token: `a-granted-token-${++issued}`, token_type: "Bearer", expires_in: 86_400 };
    reply.setHeader("content-type", "application/json");
    reply.end(JSON.stringify(url === "/token" ? granted : { active: true }));
  });

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

test("a changed certificate or place is an update of state without a request; a subject replaces", async () => {
  const { origin, received } = await startServer();
  const given = inputsFor(origin, "changed", ways().variable ?? {});
  const { inputs } = await provider.check({}, given);
  const { id, outs } = await provider.create(inputs);
  const changedTo = async (more: Properties) => {
    const { inputs: news } = await provider.check(inputs, { ...given, ...more });
    const { changes, replaces } = await provider.diff(id, outs, news);
    return { changes, replaces };
  };
  expect(await changedTo({ clientAssertionFrom: `file:${file}` })).toEqual({ changes: true, replaces: [] });
  expect(await changedTo({ extraHeaders: { "x-api-key": "another-key" } })).toEqual({ changes: true, replaces: [] });
  expect(await changedTo({ clientId: "other" })).toMatchObject({ changes: true, replaces: ["clientId"] });
  expect(await changedTo({ grantType: "client_credentials" })).toEqual({ changes: false, replaces: [] });
  expect(await changedTo({ grantType: "account_credentials" })).toMatchObject({ replaces: ["grantType"] });
  const { inputs: news } = await provider.check(inputs, { ...given, clientAssertionFrom: `file:${file}` });
  await provider.update(id, outs, news);
  expect(received.map(({ url }) => url)).toEqual(["/token"]);
});
