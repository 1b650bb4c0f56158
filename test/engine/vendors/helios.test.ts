import { HeliosAccessToken, type HeliosAccessTokenArgs } from "pulumi-access-tokens";
import { clock, secretHash, startHelios } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { closing, testStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";
import { sentTo } from "../../support/servers/cohesity-traffic";

const replaced = ["create-replacement", "replace", "delete-replaced"];

test("a token is issued through Helios for one cluster, used there, renewed when due, replaced for another cluster, and left to lapse", async () => {
  const server = closing(await startHelios());
  const { accessClusterId, adminApiKey, endpoint, regionId } = server.credentials;
  const program =
    (args: HeliosAccessTokenArgs = {}): Program =>
    async () => {
      const token = new HeliosAccessToken("backup", args);
      const headers = token.requestHeaders.apply((own) => ({ ...own, accessClusterId, regionId }));
      const { status } = new Consumer("consumer", { url: `${endpoint}/v2/clusters`, headers });
      return { accessToken: token.accessToken, status };
    };
  // As one text: with --path, Pulumi makes a number of a cluster id, and loses its last digits.
  const configured = (credentials: object) => ({
    "access-tokens:helios": { value: JSON.stringify(credentials), secret: true },
  });
  const dev = await testStack("dev", program(), { config: configured(server.credentials) });

  expect((await dev.up()).ok).toBe(true);
  const [issue] = await server.log();
  expect(issue?.headers).toMatchObject({ accessclusterid: accessClusterId, apikey: secretHash(adminApiKey) });
  expect(await sentTo(server)).toEqual(["issue", "use"]);
  expect((await dev.outputs()).status?.value).toBe(200);

  // A refresh does not ask unless it is told to; then with the token, and without the key.
  expect((await dev.refresh()).ok).toBe(true);
  expect(await sentTo(server)).toEqual([]);
  expect(done(await dev.up({ program: program({ introspect: true }) }), "backup")).toEqual(["update"]);
  expect((await dev.refresh()).ok).toBe(true);
  const [asked] = await server.log();
  expect(asked?.headers).toMatchObject({ accessclusterid: accessClusterId, regionid: regionId });
  expect(asked?.headers).not.toHaveProperty("apikey");
  expect(await sentTo(server)).toEqual(["whose"]);
  await server.control({ revoke: { token: (await dev.outputs()).accessToken?.value } });
  expect((await dev.refresh()).ok).toBe(true);
  const run = await dev.up();
  expect(done(run, "backup")).toEqual(replaced);
  expect(await sentTo(server)).toEqual(["whose 401", "issue", "use"]);

  const due = await dev.up({ env: clock("17 hours") });
  expect(done(due, "backup")).toEqual(["update"]);
  expect(said(due, "backup").at(-1)).toMatch(/stays valid: Helios has no way to revoke it$/);
  const elsewhere = { accessClusterId: "9007199254740995", regionId: "eu-west-1" };
  await dev.setConfig(configured({ ...server.credentials, ...elsewhere }));
  const other = await dev.preview();
  expect(said(other, "backup")).toEqual(["info: accessClusterId changed; regionId changed"]);
  expect((await dev.destroy()).ok).toBe(true);
});
