import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { clock, startOAuth2 } from "pulumi-access-tokens/testing";
import { closing } from "../../support/engine/token-stack";
import { type YamlStack, yamlStack } from "../../support/engine/yaml-stack";
import { Traffic } from "../../support/servers/traffic";

test("status and renew find the tokens of a YAML program, also one that was revoked elsewhere", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { clientId, clientSecret, issuer } = server.credentials;
  const properties = { issuer, clientId, clientSecret, scope: ["reports:read"] };
  const dev = await yamlStack({ resources: { reports: { type: "access-tokens:OAuth2AccessToken", properties } } });
  expect((await dev.up()).ok).toBe(true);

  expect((await run(dev, ["status"])).stdout).toMatch(/^ok +reports +OAuth2AccessToken/m);
  expect((await run(dev, ["status"], clock("45 minutes"))).stdout).toMatch(/^due +reports/m);
  expect(await run(dev, ["renew"], clock("45 minutes"))).toMatchObject({ code: 0 });
  expect(await traffic.take()).toEqual(["issue 1", "issue 2", "revoke 1"]);

  await server.control({ revoke: { token: traffic.hash(2) } });
  expect(await run(dev, ["renew", "--refresh"], clock("45 minutes"))).toMatchObject({ code: 0 });
  expect(await traffic.take()).toEqual(["introspect 2", "issue 3", "revoke 2"]);
});

/** Runs the command in the folder of the program. */
function run({ automation, folder }: YamlStack, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { envVars, pulumiHome = "" } = automation.workspace;
  const options = { cwd: folder, env: { ...process.env, ...envVars, PULUMI_HOME: pulumiHome, ...env } };
  return new Promise<{ code: number; stdout: string }>((done) => {
    execFile(process.execPath, [resolve("lib/cli/main.js"), ...args], options, (error, stdout) =>
      done({ code: error === null ? 0 : Number(error.code), stdout }),
    );
  });
}
