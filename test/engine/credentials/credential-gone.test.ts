import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { engine } from "../../support/engine/engine";
import { fromPage, pagesFor } from "../../support/engine/operations-page";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { Release } from "../../support/programs/release";

const due = clock("45 minutes");

test("with the account gone a token is given up by an onDelete that an up recorded, and the rest stays", async () => {
  const { client, dev, sent, server } = await tokenStack();
  const program =
    (args: OAuth2AccessTokenArgs = {}): Program =>
    async () => {
      new OAuth2AccessToken("reports", { ...client, scope: "reports:read", ...args });
      new Release("release", { version: "1" });
    };
  await dev.up({ program: program() });
  await sent();
  await server.control({ lockAccount: { client: "reports" } });
  expect((await dev.up({ program: program() })).ok).toBe(true);
  expect(await sent()).toEqual([]);
  const up = await dev.up({ program: program({ onDelete: "expire" }), env: due });
  expect([up.ok, up.output]).toEqual([false, expect.stringMatching(/answered 401 invalid_client.* Check clientId/)]);
  const page = fromPage("credential-gone", "pulumi destroy --target '**:OAuth2AccessToken::reports'");
  const destroy = await dev.destroy(page);
  expect([destroy.ok, said(destroy, "reports")]).toEqual([
    false,
    [
      expect.stringMatching(
        /answered 401 .* is kept in state for the next run\. To let it expire instead, set onDelete: "expire", and run "pulumi up"/,
      ),
    ],
  ]);
  expect([up, destroy].map(({ output }) => pagesFor(output))).toEqual([["credential-gone"], ["credential-gone"]]);
  expect(await sent()).toEqual(["issue 401", "revoke 1 401"]);

  const expire = program({ onDelete: "expire", renewBefore: "5 minutes" });
  expect(done(await dev.up({ program: expire, env: due }))).toEqual(["update"]);
  const given = await dev.destroy({ env: due, ...page });
  expect([given.ok, said(given, "reports").join()]).toEqual([
    true,
    expect.stringMatching(/^info: token \w+ \(ends \S+Z\) stays valid: it is not revoked$/),
  ]);
  expect([(await copiesIn(dev)).length, (await copiesIn(dev, "release")).length]).toEqual([0, 1]);
  expect(await sent()).toEqual([]);
});

test("what is taken out of state lives on at the server, and the next run issues another", async () => {
  const { dev, sent, server } = await tokenStack();
  await dev.up();
  const { accessToken } = await dev.outputs();
  const dynamicUrn = "urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:OAuth2AccessToken::reports";
  const page = fromPage("credential-gone", `pulumi state delete '${dynamicUrn}'`);
  const args = page.args.map((word) => (word === dynamicUrn ? tokenUrn : word));
  const { envVars, pulumiHome = "", workDir } = dev.automation.workspace;
  const { command } = await engine();
  const env = { ...process.env, ...envVars, PULUMI_HOME: pulumiHome };
  await promisify(execFile)(command, ["state", ...args, "--yes", "--stack", "dev"], { cwd: workDir, env });
  expect(await copiesIn(dev)).toEqual([]);
  expect(done(await dev.up())).toEqual(["create"]);
  const headers = { authorization: `Bearer ${accessToken?.value}` };
  expect((await fetch(server.credentials.resource, { headers })).status).toBe(200);
  expect(await sent()).toEqual(["issue 1", "issue 2", "use 1"]);
});
