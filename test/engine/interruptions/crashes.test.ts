import { CohesityApiKey, LaserficheAccessToken } from "pulumi-access-tokens";
import { clock, startCohesity, startLaserfiche } from "pulumi-access-tokens/testing";
import { dynamicProviderProcess } from "../../support/engine/engine-processes";
import { done, said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack, tokenStack } from "../../support/engine/token-stack";
import { crash, during } from "../../support/provider-process/crash";
import { Traffic } from "../../support/servers/traffic";

const killProvider = () => void process.kill(dynamicProviderProcess(), "SIGKILL");

/** What Pulumi says where the provider process was killed. */
const killed = {
  ok: false,
  output: expect.stringMatching(/error reading from server: EOF|connection reset|transport/),
};

test("a provider process killed while it issues leaves nothing in state; the next run issues anew", async () => {
  const { dev, server, sent } = await tokenStack();
  expect(await dev.up({ env: crash("before POST /token") })).toMatchObject(killed);
  expect([await sent(), await copiesIn(dev)]).toEqual([[], []]);

  expect(await during({ server, request: "POST /token" }, () => dev.up(), killProvider)).toMatchObject(killed);
  expect([await sent(), await copiesIn(dev)]).toEqual([["issue 1"], []]);

  expect(await dev.up({ env: crash("after POST /token") })).toMatchObject(killed);
  expect([await sent(), await copiesIn(dev)]).toEqual([["issue 2"], []]);

  // Nobody can name the first two any more: they end as the server ends its tokens.
  expect((await dev.up()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 3"]);
});

test("one killed while it renews in place or revokes leaves the token in state; the next run does it again", async () => {
  const server = closing(await startLaserfiche());
  const dev = await testStack("dev", async () => {
    new LaserficheAccessToken("reports", server.credentials);
  });
  const traffic = new Traffic(server);
  const due = clock("45 minutes");
  await dev.up();
  const before = await copiesIn(dev);
  await traffic.take();

  const renewing = await during({ server, request: "POST /Refresh" }, () => dev.up({ env: due }), killProvider);
  expect([renewing.ok, await copiesIn(dev)]).toEqual([false, before]);
  expect(await dev.up({ env: crash("after POST /Refresh", due) })).toMatchObject(killed);
  expect(await copiesIn(dev)).toEqual(before);
  expect(done(await dev.up({ env: due }))).toEqual(["update"]);
  expect(await traffic.take()).toEqual(["renew 1", "renew 1", "renew 1"]);
  const [{ id } = { id: "" }] = await copiesIn(dev);
  expect(id).toBe(before[0]?.id);

  expect(await dev.destroy({ env: crash("before POST /Invalidate") })).toMatchObject(killed);
  expect(await copiesIn(dev)).toHaveLength(1);
  expect(await during({ server, request: "POST /Invalidate" }, () => dev.destroy(), killProvider)).toMatchObject(
    killed,
  );
  expect(await copiesIn(dev)).toHaveLength(1);
  expect((await dev.destroy()).ok).toBe(true);
  // What is gone already is revoked.
  expect(await traffic.take()).toEqual(["revoke 1", "revoke 1 401"]);
});

test("where the vendor lists tokens, the next run that issues tells what a killed one left", async () => {
  const server = closing(await startCohesity());
  const { adminApiKey, endpoint } = server.credentials;
  const program =
    (release: string): Program =>
    async () => {
      new CohesityApiKey("reports", { endpoint, adminApiKey, expiryTime: "30 days", rotationTriggers: { release } });
    };
  const dev = await testStack("dev", program("1"));
  const listed = async (): Promise<string[]> => {
    const sid = server.sid("svc-pulumi");
    const reply = await fetch(`${endpoint}/v2/users/${sid}/api-keys`, { headers: { apiKey: adminApiKey } });
    const { apiKeys } = (await reply.json()) as { apiKeys: { id: string; name: string }[] };
    return apiKeys.filter(({ name }) => name.startsWith("pulumi-")).map(({ id }) => id);
  };
  const told = (run: Run) =>
    said(run, "reports").flatMap((text) => /^warning: token (\S+) \(.*ends .*Z\) .*--orphans/.exec(text)?.[1] ?? []);

  await dev.up({ env: crash("after POST /api-keys") });
  const first = await listed();
  expect([first.length, await copiesIn(dev)]).toEqual([1, []]);
  const up = await dev.up();
  expect([up.ok, told(up)]).toEqual([true, first]);

  await dev.up({ program: program("2"), env: crash("after POST /api-keys") });
  const second = (await listed()).filter((id) => !first.includes(id));
  const [held] = await copiesIn(dev);
  const strays = [...first, ...second.filter((id) => id !== held?.id)];
  expect(strays).toHaveLength(2);
  const again = await dev.up({ program: program("2") });
  expect([again.ok, told(again)]).toEqual([true, strays]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await listed()).toEqual(strays);
});
