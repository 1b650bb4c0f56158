import { OAuth2AccessToken, type OAuth2AccessTokenArgs, ThousandEyesAccessToken } from "pulumi-access-tokens";
import type { Run } from "../../support/engine/run";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { testStack } from "../../support/engine/token-stack";
import { type Answer, type Loopback, serve } from "../../support/servers/loopback";

const count = 50;
const requestTimeout = "2 seconds";

/** A token endpoint that answers until it is silenced, with introspection and revocation beside it. */
async function tokenServer(): Promise<{ server: Loopback; silence: () => void }> {
  let isSilent = false;
  const answer: Answer = (reply, attempt, { url }) => {
    if (isSilent) return;
    const token = { access_token: `opaque-${attempt}-token-of-the-server`, token_type: "Bearer", expires_in: 864_000 };
    reply.end(JSON.stringify(url === "/token" ? token : { active: true }));
  };
  const silence = () => {
    isSilent = true;
  };
  return { server: await serve(answer), silence };
}

const clientOf = ({ origin }: Loopback) => ({
  tokenEndpoint: `${origin}/token`,
  introspectionEndpoint: `${origin}/introspection`,
  revocationEndpoint: `${origin}/revocation`,
  clientId: "reports",
  clientSecret: "a-secret-of-reports",
  requestTimeout,
});

const tokens =
  (args: OAuth2AccessTokenArgs): Program =>
  async () => {
    for (let number = 0; number < count; number++) new OAuth2AccessToken(`t${number}`, args);
  };

/** What was said of the tokens, at this severity. */
function said({ diagnostics }: Run, severity: string): string[] {
  const own = diagnostics.filter((each) => each.severity === severity && each.urn?.includes("AccessToken::"));
  return own.map(({ message }) => message);
}

/** How many tokens are in state. */
async function tokensIn(dev: TestStack): Promise<number> {
  const { resources = [] } = (await dev.state()).deployment as { resources?: readonly { type: string }[] };
  return resources.filter(({ type }) => type.endsWith("AccessToken")).length;
}

const inDoubt =
  /did not answer within 2 seconds \(requestTimeout\); the request may have been carried out\. .* in nobody's state/;
const notSent =
  /did not answer within 2 seconds \(requestTimeout\)\. That was the first request of this run to it, so nothing was sent for this one\./;

test("of 50 tokens at a server that never answers, one is asked for; the next run asks for one again", async () => {
  const { server, silence } = await tokenServer();
  silence();
  const dev = await testStack("dev", tokens(clientOf(server)));
  for (const requests of [1, 2]) {
    const up = await dev.up({ continueOnError: true });
    expect(up.ok).toBe(false);
    expect(server.received).toHaveLength(requests);
    const errors = said(up, "error");
    expect(errors).toHaveLength(count);
    expect(errors.filter((error) => inDoubt.test(error))).toHaveLength(1);
    expect(errors.filter((error) => notSent.test(error))).toHaveLength(count - 1);
    expect(errors.filter((error) => /in nobody's state/.test(error))).toHaveLength(1);
  }
});

test("credentials and classes at one server share its first request", async () => {
  const { server, silence } = await tokenServer();
  silence();
  const client = clientOf(server);
  const program: Program = async () => {
    new OAuth2AccessToken("one", client);
    new OAuth2AccessToken("two", { ...client, clientId: "nightly" });
    const { clientId, clientSecret } = client;
    new ThousandEyesAccessToken("three", { endpoint: server.origin, clientId, clientSecret, requestTimeout });
  };
  const dev = await testStack("dev", program);
  const errors = said(await dev.up({ continueOnError: true }), "error");
  expect(server.received).toHaveLength(1);
  expect(errors.map((error) => [inDoubt, notSent].findIndex((each) => each.test(error))).sort()).toEqual([0, 1, 1]);
});

test("a refresh and a destroy ask once too, and best effort falls out of it", async () => {
  const { server, silence } = await tokenServer();
  const program = tokens({ ...clientOf(server), onDelete: "revokeBestEffort" });
  const dev = await testStack("dev", program);
  expect((await dev.up()).ok).toBe(true);
  expect(server.received).toHaveLength(count);
  silence();
  const refresh = await dev.refresh();
  expect([refresh.ok, server.received.length]).toEqual([false, count + 1]);
  expect(await tokensIn(dev)).toBe(count);
  const destroy = await dev.destroy();
  expect([destroy.ok, server.received.length]).toEqual([true, count + 2]);
  const warnings = said(destroy, "warning");
  expect(warnings.filter((warning) => notSent.test(warning))).toHaveLength(count - 1);
  expect(await tokensIn(dev)).toBe(0);
});
