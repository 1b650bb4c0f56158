import { LaserficheCloudAccessToken, type LaserficheCloudAccessTokenArgs, Provider } from "pulumi-access-tokens";
import { clock, startLaserficheCloud } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";
import { Traffic } from "../../support/servers/traffic";

const due = clock("9 hours");
const replacement = ["create-replacement", "replace", "delete-replaced"];
const lapses = expect.stringMatching(/^info: token \w+ \(ends \S+Z\) stays valid: Laserfiche Cloud has no way/);

/** A stack with the token `reports`, and the server that issues it. */
async function cloudStack() {
  const server = closing(await startLaserficheCloud());
  const program =
    (args: Partial<LaserficheCloudAccessTokenArgs> = {}): Program =>
    async () => {
      const given = { ...server.credentials, scope: ["repository.Read"], ...args };
      const { accessToken, grantedScope } = new LaserficheCloudAccessToken("reports", given);
      return { accessToken, grantedScope };
    };
  const dev = await testStack("dev", program());
  const traffic = new Traffic(server);
  const [first = "", second = ""] = server.accessKeys;
  return { dev, server, program, traffic, first, second, sent: () => traffic.take() };
}

test("it is issued, left alone, renewed once it is due, and left to lapse in the end", async () => {
  const { dev, server, first, sent } = await cloudStack();
  const program: Program = async () => {
    const token = new LaserficheCloudAccessToken("reports", { ...server.credentials, scope: "repository.Read" });
    const url = `${server.credentials.apiEndpoint}/v2/Repositories`;
    const { status } = new Consumer("consumer", { url, headers: token.requestHeaders });
    return { status, accessToken: token.accessToken };
  };
  const up = await dev.up({ program });
  expect(said(up, "reports")).toEqual([expect.stringMatching(/^info: granted for 12 hours/)]);
  expect(await sent()).toEqual(["issue 1", "use 1"]);
  const { accessToken } = await dev.outputs();
  const state = await dev.rawState();
  const { servicePrincipalKey } = server.credentials;
  const { d } = JSON.parse(Buffer.from(first, "base64").toString()).jwk;
  for (const secret of [accessToken?.value, servicePrincipalKey, first, d]) expect(state).not.toContain(secret);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["introspect 1"]);

  const renewal = await dev.up({ program, env: due });
  expect([done(renewal), done(renewal, "consumer")]).toEqual([["update"], ["update"]]);
  expect(said(renewal, "reports")).toEqual([expect.stringMatching(/^info: due: /), lapses]);
  const destroy = await dev.destroy();
  expect([destroy.ok, said(destroy, "reports")]).toEqual([true, [lapses]]);
  expect(await sent()).toEqual(["issue 2", "use 2"]);
});

test("scopes that the server drops without a word are reported once, and are no perpetual change", async () => {
  const { dev, program, sent } = await cloudStack();
  const asking = (scope: string[]) => program({ scope });
  const up = await dev.up({ program: asking(["repository.Read", "table.Read"]) });
  expect(said(up, "reports")).toContainEqual(
    "warning: the server granted less than was asked for; missing: table.Read",
  );
  expect(await dev.outputs()).toMatchObject({ grantedScope: { value: ["repository.Read"] } });
  const same = asking(["table.Read", "repository.Read"]);
  const preview = await dev.preview({ program: same, expectNoChanges: true });
  expect([preview.ok, said(preview, "reports")]).toEqual([true, []]);
  const none = await dev.up({ program: asking(["project/Global"]) });
  expect(said(none, "reports")).toContainEqual(
    "warning: the server granted less than was asked for; missing: project/Global",
  );
  expect(await dev.outputs()).toMatchObject({ grantedScope: { value: [] } });
  expect(await sent()).toEqual(["issue 1", "issue 2"]);
});

test("one revoked outside is seen by a refresh, and replaced; one that has expired is renewed", async () => {
  const { dev, server, sent, traffic } = await cloudStack();
  await dev.up();
  await sent();
  await server.control({ revoke: { token: traffic.hash(1) } });
  expect(done(await dev.refresh())).toEqual(["update"]);
  expect(done(await dev.up())).toEqual(replacement);
  expect(await sent()).toEqual(["introspect 1 401", "issue 2"]);
  const expired = await dev.up({ env: clock("13 hours") });
  expect([done(expired), said(expired, "reports")]).toEqual([["update"], [expect.stringMatching(/^info: expired/)]]);
});

test("another access key of the same app changes no token, and one of another app replaces it", async () => {
  const { dev, server, second, sent } = await cloudStack();
  const program: Program = async () => {
    new LaserficheCloudAccessToken("reports", { scope: "repository.Read" });
  };
  const configure = (accessKey: string) =>
    dev.setConfig(stackConfiguration("laserficheCloud", { ...server.credentials, accessKey }));
  await configure(server.credentials.accessKey);
  expect((await dev.up({ program })).ok).toBe(true);
  const [entry] = await copiesIn(dev);
  const { clientId, customerId, domain } = JSON.parse(Buffer.from(second, "base64").toString());
  expect(entry?.inputs).toMatchObject({ clientId, customerId, domain });
  expect(entry?.inputs).not.toHaveProperty("accessKey");

  await configure(second);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  await configure(server.otherAccessKey);
  const up = await dev.up({ program });
  expect([done(up), said(up, "reports")]).toEqual([replacement, ["info: clientId changed", lapses]]);
  expect(await sent()).toEqual(["issue 1", "issue 2"]);
});

test("rotated keys given as arguments are no change, and the next token is issued with them", async () => {
  const { dev, server, program, second, sent } = await cloudStack();
  await dev.up();
  const rotated = program({ accessKey: second, servicePrincipalKey: server.servicePrincipalKeys[1] ?? "" });
  expect(done(await dev.up({ program: rotated }))).toEqual(["same"]);
  expect(await sent()).toEqual(["issue 1"]);
  const parts = JSON.parse(Buffer.from(second, "base64").toString());
  const { accessKey, ...rest } = server.credentials;
  const inParts: Program = async () => {
    new LaserficheCloudAccessToken("reports", { ...rest, ...parts, scope: "repository.Read" });
  };
  expect(done(await dev.up({ program: inParts }))).toEqual(["same"]);
  expect(done(await dev.up({ program: inParts, env: due }))).toEqual(["update"]);
  expect(await sent()).toEqual(["issue 2"]);
});

test("an explicit provider holds the set; a wrong key in it is named, and not shown", async () => {
  const { dev, server, sent } = await cloudStack();
  const program =
    (servicePrincipalKey: string): Program =>
    async () => {
      const provider = new Provider("cloud", { laserficheCloud: { ...server.credentials, servicePrincipalKey } });
      new LaserficheCloudAccessToken("reports", { scope: "repository.Read" }, { provider });
    };
  const refused = await dev.up({ program: program("wrong-principal-key") });
  expect([refused.ok, refused.output]).toEqual([
    false,
    expect.stringMatching(/answered 401 invalid_client: .*Check that the access key and the service principal key/),
  ]);
  expect(refused.output).not.toContain("wrong-principal-key");
  expect((await dev.up({ program: program(server.credentials.servicePrincipalKey) })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 401", "issue 1"]);
});

test("one that exists is adopted, and a lost reply leaves nothing in state", async () => {
  const { dev, server, program, sent } = await cloudStack();
  await server.fault({ match: "/oauth/Token", cut: "after" });
  const lost = await dev.up();
  expect([lost.ok, lost.output]).toEqual([false, expect.stringMatching(/it is in nobody's state/)]);
  expect(await copiesIn(dev)).toEqual([]);
  await dev.up();
  const { accessToken } = await dev.outputs();
  await dev.destroy();
  const adopting = program({ adopt: { accessToken: accessToken?.value }, assumedLifetime: "12 hours" });
  expect((await dev.up({ program: adopting })).ok).toBe(true);
  expect(await dev.outputs()).toMatchObject({ accessToken });
  expect(await sent()).toEqual(["issue 1 lost", "issue 2", "introspect 2"]);
});
