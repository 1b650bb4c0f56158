import { CohesityApiKey, CommvaultAccessToken } from "pulumi-access-tokens";
import { clock, startCohesity, startCommvault } from "pulumi-access-tokens/testing";
import type { Report } from "../../../cli/status/report";
import { said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { statusCommand } from "../../support/engine/status-command";
import { closing, testStack } from "../../support/engine/token-stack";

test("tokens of lost replies are told by the next run and by a refresh, found two hours later, and revoked; those in state stay", async () => {
  const [cohesity, commvault] = [closing(await startCohesity()), closing(await startCommvault())];
  const { adminApiKey, endpoint } = cohesity.credentials;
  const program =
    (release: string): Program =>
    async () => {
      const rotationTriggers = { release };
      const { id } = new CohesityApiKey("key", { endpoint, adminApiKey, rotationTriggers });
      const token = new CommvaultAccessToken("token", { ...commvault.credentials, rotationTriggers });
      return { key: id, token: token.id };
    };
  const dev = await testStack("dev", program("1"));
  const run = await statusCommand(dev);
  const env = {
    COHESITY_ENDPOINT: endpoint,
    COHESITY_API_KEY: adminApiKey,
    COMMVAULT_ENDPOINT: commvault.credentials.endpoint,
    COMMVAULT_USERNAME: commvault.credentials.username,
    COMMVAULT_PASSWORD: commvault.credentials.password,
  };
  const orphans = async (more: Record<string, string>, ...args: string[]) => {
    const { code, stderr, stdout } = await run(["dev", "--orphans", "--json", ...args], { ...env, ...more });
    const report = (JSON.parse(stdout) as Required<Report>).orphans;
    return { ...report, code, stderr, names: report.tokens.map(({ urn }) => urn.split("::").at(-1)).sort() };
  };
  expect((await dev.up()).ok).toBe(true);
  expect(await orphans(clock("2 hours"))).toMatchObject({ code: 0, stderr: "", names: [], notes: [], problems: [] });

  // What was issued can neither be learned nor be looked for.
  for (const [server, path] of [
    [cohesity, "/api-keys"],
    [commvault, "/V4/AccessToken"],
  ] as const) {
    await server.fault({ method: "POST", match: path, cut: "after" });
    await server.fault({ count: 2, method: "GET", match: path, status: 500, body: {} });
  }
  expect((await dev.up({ program: program("2") })).ok).toBe(false);
  const next = await dev.up({ program: program("2") });
  expect(next.ok).toBe(true);
  const told = /^warning: .*npx .* status --orphans/;
  for (const name of ["key", "token"]) expect(said(next, name)).toContainEqual(expect.stringMatching(told));
  const held = await dev.outputs();

  const refresh = await dev.refresh();
  for (const name of ["key", "token"]) expect(said(refresh, name)).toEqual([expect.stringMatching(told)]);
  expect(await orphans({})).toMatchObject({
    names: [],
    notes: [expect.stringMatching(/^2 more tokens are .*too young/)],
  });
  const found = await orphans(clock("2 hours"), "--fail-on", "orphans");
  expect(found).toMatchObject({ code: 6, stderr: "", names: ["key", "token"], notes: [], problems: [] });
  const ids = [held.key?.value, held.token?.value];
  for (const { id } of found.tokens) expect(ids).not.toContain(id);

  const revoking = await orphans(clock("2 hours"), "--revoke", "--yes", "--fail-on", "orphans");
  expect(revoking.tokens.map(({ id, revoked }) => [id, revoked])).toEqual(found.tokens.map(({ id }) => [id, true]));
  expect([revoking.code, (await orphans(clock("2 hours"))).names]).toEqual([0, []]);
  const after = await dev.refresh({ expectNoChanges: true });
  expect([after.ok, said(after, "key"), said(after, "token")]).toEqual([true, [], []]);
});
