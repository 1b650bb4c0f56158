import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulators } from "pulumi-access-tokens/testing";
import { closing } from "../../support/engine/token-stack";
import { exampleState, run, runOperations } from "../../support/programs/example";
import { PackageRegistry } from "../../support/programs/package-registry";
import { Traffic } from "../../support/servers/traffic";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "copied-"));
});

afterAll(() => rm(root, { recursive: true, force: true }));

test("an example that is copied from the installed package installs and runs by the words of README.md", async () => {
  const words = /^.*Copy one .*$/m.exec(readFileSync("README.md", "utf8"))?.[0] ?? "";
  const [, install = ""] = /`(npm install [^`]+)`/.exec(words) ?? [];
  expect(install).not.toBe("");

  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", root];
  const [{ filename, name, version }] = JSON.parse((await run("npm", pack, ".", {})).stdout);
  execFileSync("tar", ["-xzf", join(root, filename), "-C", root]);
  const packed = JSON.parse(readFileSync(join(root, "package", "package.json"), "utf8"));
  const registry = closing(await PackageRegistry.start({ ...packed, name, version }, join(root, filename)));

  const folder = join(root, "x");
  await cp(join(root, "package", "examples", "oauth2"), folder, { recursive: true });
  const [npm = "", ...args] = install.split(" ");
  const installed = await run(npm, args, folder, {
    npm_config_registry: registry.url,
    npm_config_cache: join(root, "cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  });
  expect([installed.code, installed.code === 0 ? "" : installed.stderr]).toEqual([0, ""]);
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  expect(dependencies[name]).toBe(`^${version}`);

  const { credentials, emulators } = closing(await startEmulators({ only: ["oauth2"] }));
  const { clientId, clientSecret, issuer } = credentials.oauth2;
  const state = await exampleState();
  try {
    const env = {
      ...state.env,
      OAUTH2_ISSUER: issuer,
      OAUTH2_CLIENT_ID: clientId,
      OAUTH2_CLIENT_SECRET: clientSecret,
    };
    const [up, destroy] = await runOperations(folder, ["up", "destroy"], env);
    expect(up).toMatchObject({ ok: true, outputs: { accessToken: "[secret]" } });
    expect(destroy).toMatchObject({ ok: true });
  } finally {
    await state.dispose();
  }
  expect(await new Traffic(emulators.oauth2).take()).toEqual(["issue 1", "revoke 1"]);
});
