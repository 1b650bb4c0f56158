import { symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { startCommvault, startOAuth2 } from "pulumi-access-tokens/testing";
import type { Vendor } from "../../../provider/contract/vendor";
import { stateText } from "../../../provider/state/provider-text";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { leaks } from "../../support/checks/leaks";
import { said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import { copiesIn } from "../../support/engine/state-entry";
import { closing } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { grant } from "../../support/programs/grant";
import { Traffic } from "../../support/servers/traffic";

const type = "access-tokens:index:OAuth2AccessToken";

test("pulumi import takes a token from a variable, and the program that it prints shows no change", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { issuer, clientId, clientSecret } = server.credentials;
  const token = await grant(server, "reports:read");
  await traffic.take();
  const dev = await yamlStack({});
  await dev.setConfig(stackConfiguration("oauth2", { issuer, clientId, clientSecret }));

  const unnamed = await dev.pulumi(["import", type, "reports", token.slice(0, 3), "--yes"]);
  expect([unnamed.code, unnamed.output]).toEqual([1, expect.stringContaining("must name the environment variable")]);
  expect(await traffic.take()).toEqual([]);

  const imported = await dev.pulumi(["import", type, "reports", "env:MY_TOKEN", "--yes"], { MY_TOKEN: token });
  expect([imported.code, imported.output]).toEqual([0, expect.not.stringContaining("warning: reports")]);
  expect(new Set(await traffic.take())).toEqual(new Set(["introspect 1"]));
  const [program = ""] = /^resources:\n(?: .*\n)+/m.exec(imported.output) ?? [];
  expect(program).not.toContain("clientId");
  await dev.append(program);
  const preview = await dev.preview({ expectNoChanges: true });
  expect([preview.ok, said(preview, "reports")]).toEqual([true, []]);
  expect(leaks({ state: await dev.rawState(), output: imported.output }, { token, clientSecret })).toEqual([]);
  await dev.append(program.replace("protect: true", "protect: false"));
  expect((await dev.up()).ok).toBe(true);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await traffic.take()).toEqual(["revoke 1"]);
});

test("where the vendor has ids, the import names the id before the variable", async () => {
  const server = closing(await startCommvault());
  const { endpoint, username, password } = server.credentials;
  const issuing = await yamlStack({
    resources: {
      reports: { type: "access-tokens:CommvaultAccessToken", properties: { endpoint, username, password } },
    },
    outputs: { accessToken: `\${reports.accessToken}` },
  });
  expect((await issuing.up()).ok).toBe(true);
  const env = { MY_TOKEN: String((await issuing.outputs()).accessToken?.value) };
  const dev = await yamlStack({});
  await dev.setConfig(stackConfiguration("commvault", { endpoint, username, password }));
  const commvault = "access-tokens:index:CommvaultAccessToken";
  const without = await dev.pulumi(["import", commvault, "reports", "env:MY_TOKEN", "--yes"], env);
  expect([without.code, without.output]).toEqual([1, expect.stringContaining('must hold "id", the accessTokenId')]);
  const imported = await dev.pulumi(["import", commvault, "reports", "41,env:MY_TOKEN", "--yes"], env);
  expect([imported.code, imported.output]).toEqual([0, expect.not.stringContaining("warning: reports")]);
  expect((await copiesIn(dev)).map(({ id }) => id)).toEqual(["41"]);
});

test("pulumi import cannot take a token of a dynamic class, and a file with its outputs puts the token in clear into state", async () => {
  const dev = await yamlStack({});
  // Pulumi starts dynamic providers in the folder of the program.
  await symlink(resolve("node_modules/@pulumi"), join(dev.folder, "node_modules/@pulumi"));
  await symlink(resolve("."), join(dev.folder, "node_modules/pulumi-access-tokens"));
  const dynamic = "pulumi-nodejs:dynamic/access-tokens:OAuth2AccessToken";
  const plain = await dev.pulumi(["import", dynamic, "reports", "an-id", "--yes", "--generate-code=false"]);
  const file = join(dev.folder, "tokens.json");
  const outputs = { accessToken: "the-token-in-clear" };
  const resources = [
    {
      type: dynamic,
      name: "reports",
      id: "an-id",
      inputs: { __provider: stateText(oauth2 as unknown as Vendor) },
      outputs,
    },
  ];
  await writeFile(file, JSON.stringify({ resources }));
  const byFile = await dev.pulumi(["import", "--file", file, "--yes", "--generate-code=false"]);
  expect([plain.code, plain.output]).toEqual([1, expect.stringContaining("code must be a string")]);
  expect([byFile.code, await dev.rawState()]).toEqual([0, expect.stringContaining("the-token-in-clear")]);
});
