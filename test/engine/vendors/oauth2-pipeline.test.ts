import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { leaks } from "../../support/checks/leaks";
import { startPipeline } from "../../support/engine/pipeline";
import type { Run } from "../../support/engine/run";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { testStack } from "../../support/engine/token-stack";

const program =
  (...args: OAuth2AccessTokenArgs[]): Program =>
  async () => {
    new OAuth2AccessToken("reports", Object.assign({ scope: ["reports:read"] }, ...args));
  };

test("a variable with one token serves as often as the server takes it; after that, one sentence says what to do", async () => {
  const { identityToken, server, shared } = await startPipeline();
  const first = await identityToken();
  const client = { clientId: "reports-pipeline", clientAssertionFrom: "env:ID_TOKEN" };
  const dev = await testStack("dev", program(shared, client), { env: { ID_TOKEN: first } });
  const up = await dev.up();
  expect(up.ok).toBe(true);
  const sentence =
    'The token from the environment variable ID_TOKEN has the issuer "reports-pipeline", the subject ' +
    `"reports-pipeline", the audience "${shared.issuer}": check that the server expects each of them, and takes a ` +
    "token more than once.";
  const [refresh, destroy] = [await dev.refresh(), await dev.destroy()];
  for (const { ok, output } of [refresh, destroy])
    expect([ok, output]).toEqual([false, expect.stringContaining(sentence)]);
  expect(await copiesIn(dev)).toHaveLength(1);

  // The next job has a token of its own.
  const second = await identityToken();
  await server.clearLog();
  const later = await dev.destroy({ env: { ID_TOKEN: second } });
  expect([later.ok, await copiesIn(dev)]).toEqual([true, []]);
  expect(await server.log()).toContainEqual(expect.objectContaining({ path: "/token/revocation", status: 200 }));
  const texts = { up: up.output, refresh: refresh.output, destroy: destroy.output, later: later.output };
  expect(leaks({ ...texts, state: await dev.rawState() }, { first, second })).toEqual([]);
});

test("a file that is renewed on disk proves each command, by the variable that names it", async () => {
  const { file, renewFile, server, shared } = await startPipeline();
  const client = { clientId: "reports-pipeline", clientAssertionFrom: "file:$TOKEN_FILE" };
  const dev = await testStack("dev", program(shared, client), { env: { TOKEN_FILE: file } });
  const commands = {
    up: () => dev.up(),
    refresh: () => dev.refresh({ expectNoChanges: true }),
    destroy: () => dev.destroy(),
  };
  const proved: Record<string, unknown> = {};
  const tokens: Record<string, string> = {};
  for (const [name, run] of Object.entries(commands)) {
    tokens[name] = await renewFile();
    await server.clearLog();
    const { ok, output } = await run();
    const posts = (await server.log()).filter(({ method }) => method === "POST");
    proved[name] = [ok, posts.map(({ path, status }) => `${path} ${status}`)];
    expect(leaks({ output, state: await dev.rawState() }, tokens)).toEqual([]);
  }
  expect(proved).toEqual({
    up: [true, ["/token 200"]],
    refresh: [true, ["/token/introspection 200"]],
    destroy: [true, ["/token/revocation 200"]],
  });
});

test("outside of the pipeline, a preview goes on; up, refresh and destroy say where each token was looked for", async () => {
  const { env, file, identityToken, renewFile, server, shared } = await startPipeline();
  await renewFile();
  const job = { ...env, ID_TOKEN: await identityToken(), TOKEN_FILE: file };
  const outside = Object.fromEntries(Object.keys(job).map((name) => [name, ""]));
  const sources = ["github-actions", "env:ID_TOKEN", "file:$TOKEN_FILE"];
  const all: Program = async () => {
    for (const clientAssertionFrom of sources) {
      const client = { clientId: "reports-pipeline", clientAssertionFrom };
      new OAuth2AccessToken(`reports-${sources.indexOf(clientAssertionFrom)}`, { ...shared, ...client });
    }
  };
  const dev = await testStack("dev", all, { env: outside });
  const expectLooked = ({ ok, output }: Run) => {
    expect(ok).toBe(false);
    for (const problem of [
      "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not both set. Give the job the permission id-token: write.",
      "the environment variable ID_TOKEN is not set.",
      "the environment variable TOKEN_FILE is not set.",
    ]) {
      expect(output).toContain(`looked for, and ${problem} Outside of the pipeline there is none.`);
    }
  };
  expect((await dev.preview()).ok).toBe(true);
  expectLooked(await dev.up({ continueOnError: true }));
  expect((await dev.up({ env: job })).ok).toBe(true);
  await server.clearLog();
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expectLooked(await dev.refresh());
  expectLooked(await dev.destroy({ continueOnError: true }));
  expect((await server.log()).filter(({ method }) => method === "POST")).toEqual([]);
  for (const index of sources.keys()) expect(await copiesIn(dev, `reports-${index}`)).toHaveLength(1);
});

test("a token that no consumer can use fails the run in one sentence, stays in state, and is revoked", async () => {
  const { client, env, server, shared } = await startPipeline();
  const exchange = {
    grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
    subjectTokenFrom: "github-actions",
    requestedTokenType: "urn:ietf:params:oauth:token-type:jwt",
  };
  const dev = await testStack("dev", program(shared, client("reports"), exchange), { env });
  const up = await dev.up();
  expect([up.ok, up.output]).toEqual([
    false,
    expect.stringContaining(
      "its token_type is N_A: it is no access token (RFC 8693, section 2.2.1), so ask for another requestedTokenType",
    ),
  ]);
  expect(await copiesIn(dev)).toHaveLength(1);
  await server.clearLog();
  expect([(await dev.destroy()).ok, await copiesIn(dev)]).toEqual([true, []]);
  expect(await server.log()).toContainEqual(expect.objectContaining({ path: "/token/revocation", status: 200 }));
});
