import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clock, startOAuth2 } from "pulumi-access-tokens/testing";
import { leaks } from "../checks/leaks";
import { closing } from "../engine/token-stack";
import { exampleState, run } from "../programs/example";
import { Traffic } from "../servers/traffic";
import type { ExampleDriver } from "./languages";

/** Runs the whole life of the token in the example of a language. The same is expected of every language. */
export async function exampleLife(driver: ExampleDriver): Promise<void> {
  const { env: stateEnv, dispose } = await exampleState();
  closing({ close: dispose });
  const server = closing(await startOAuth2());
  const { issuer, clientId, clientSecret, resource } = server.credentials;
  const traffic = new Traffic(server);
  const state = fileURLToPath(stateEnv.PULUMI_BACKEND_URL ?? "");
  const env = {
    ...driver.env,
    ...stateEnv,
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    OAUTH2_ISSUER: issuer,
    OAUTH2_CLIENT_ID: clientId,
    OAUTH2_CLIENT_SECRET: clientSecret,
  };
  const config = ["--config", `${driver.project}:url=${resource}`];
  const texts: string[] = [];
  const tokens: Record<string, string> = {};

  const operate = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const { code, stdout, stderr } = await run(driver.command, [...driver.args, ...args, ...config], ".", {
      ...env,
      ...more,
    });
    texts.push(stdout, stderr, await readFile(join(state, ".pulumi", "stacks", driver.project, "dev.json"), "utf8"));
    expect([code, code === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
    return stderr;
  };
  const keepToken = async () => {
    const args = ["stack", "output", "accessToken", "--show-secrets", "--stack", "dev"];
    const { stdout } = await run("pulumi", args, driver.settings(state), env);
    tokens[`token ${Object.keys(tokens).length + 1}`] = stdout.trim();
  };

  await operate(["up"]);
  expect(await traffic.take()).toEqual(["issue 1", "use 1"]);
  await keepToken();
  await operate(["preview", "--expect-no-changes"]);
  expect(await traffic.take()).toEqual([]);

  const ahead = clock("55 minutes");
  expect(await operate(["up"], ahead)).toMatch(/reports: due: expires in \d/);
  expect(await traffic.take()).toEqual(["issue 2", "use 2", "revoke 1"]);
  await keepToken();

  await server.control({ revoke: { token: traffic.hash(2) } });
  expect(await operate(["preview", "--refresh"], ahead)).toMatch(/reports: no longer accepted by the vendor/);
  expect(await traffic.take()).toEqual(["introspect 2"]);
  await operate(["destroy"], ahead);
  expect(await traffic.take()).toEqual(["revoke 2"]);

  expect(Object.values(tokens)).toEqual([expect.stringMatching(/.{20}/), expect.stringMatching(/.{20}/)]);
  expect(leaks({ texts: texts.join("\n") }, { ...tokens, clientSecret })).toEqual([]);
}
