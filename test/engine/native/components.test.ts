import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { clock, startOAuth2 } from "pulumi-access-tokens/testing";
import { leaks } from "../../support/checks/leaks";
import { engine } from "../../support/engine/engine";
import { done, said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import { closing } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { ownProvider, putLaunchers } from "../../support/native/launchers";
import { PageCode } from "../../support/programs/page-code";
import { Traffic } from "../../support/servers/traffic";

const run = promisify(execFile);

/** A property of a resource, as a YAML program names it. */
const value = (path: string) => `\${${path}}`;

const page = new PageCode("docs/components.md");
/** The program that serves the component of the page, compiled with a generated SDK. */
const provider = join(page.folder, "pulumi-resource-reports.js");

beforeAll(async () => {
  const sdk = join(page.folder, "node_modules/pulumi-access-tokens-sdk");
  const sdks = join(page.folder, "sdks");
  await run(process.execPath, ["scripts/sdks.mjs", sdks, "--pack", "nodejs"]);
  const [packed = ""] = (await readdir(sdks)).filter((name) => name.endsWith(".tgz"));
  await mkdir(sdk);
  await run("tar", ["-xzf", join(sdks, packed), "-C", sdk, "--strip-components=1"]);
  // Each start of the component's provider compiles the component, with the libraries that this names.
  const compilerOptions = { lib: ["es2022"], types: [] };
  await writeFile(join(page.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  await writeFile(join(page.folder, "package.json"), JSON.stringify({ name: "reports", version: "1.0.0" }));
  expect(page.compile()).toEqual([]);
  await writeFile(provider, '#!/usr/bin/env node\nrequire("./index.js");\n');
});

afterAll(() => page.dispose());

test("a component in TypeScript with the generated SDK inside serves a YAML program", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { issuer, clientId, clientSecret, resource } = server.credentials;
  const program = {
    resources: {
      daily: { type: "reports:ReportsAccess", properties: { scope: ["reports:read"] } },
      consumer: {
        type: "tests:Consumer",
        properties: { url: resource, headers: { Authorization: value("daily.authorization") } },
      },
    },
    outputs: { authorization: value("daily.authorization") },
  };
  const dev = await yamlStack(program, undefined, { reports: provider });
  await dev.setConfig(stackConfiguration("oauth2", { issuer, clientId, clientSecret }));
  const up = await dev.up();
  expect([up.ok, await traffic.take()]).toEqual([true, ["issue 1", "use 1"]]);
  const { authorization } = await dev.outputs();
  expect(authorization).toMatchObject({ secret: true, value: expect.stringMatching(/^Bearer ./) });
  const token = String(authorization?.value).slice("Bearer ".length);
  expect(leaks({ state: await dev.rawState(), output: up.output }, { token, clientSecret })).toEqual([]);

  const due = clock("45 minutes");
  const renewed = await dev.up({ env: due });
  expect([done(renewed, "daily"), said(renewed, "daily")]).toEqual([
    expect.arrayContaining(["create-replacement"]),
    expect.arrayContaining([expect.stringMatching(/^info: due: expires in/)]),
  ]);
  expect(await traffic.take()).toEqual(["issue 2", "use 2", "revoke 1"]);
  expect((await dev.destroy({ env: due })).ok).toBe(true);
  expect(await traffic.take()).toEqual(["revoke 2"]);
});

const python = `
import sys

import pulumi
from pulumi import automation


class ReportsAccess(pulumi.ComponentResource):
    authorization: pulumi.Output[str]

    def __init__(self, name, scope):
        props = {"scope": scope, "authorization": None}
        super().__init__("reports:index:ReportsAccess", name, props, remote=True)


def program():
    daily = ReportsAccess("daily", scope=["reports:read"])
    pulumi.export("authorization", daily.authorization)


stack = automation.create_or_select_stack(stack_name="dev", project_name="example", program=program)
for words in sys.argv[1:]:
    operation, *names = words.split()
    getattr(stack, operation)(on_output=print, color="never", **{name: True for name in names})
`;

test("the same component serves a Python program, whose class is as an SDK has it", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { issuer, clientId, clientSecret } = server.credentials;
  const folder = await mkdtemp(join(tmpdir(), "python-"));
  closing({ close: () => rm(folder, { recursive: true, force: true }) });
  const program = join(folder, "program.py");
  await writeFile(program, python);
  const launchers = join(folder, "bin");
  await putLaunchers(launchers, { ...ownProvider, reports: provider });
  const { stdout: packages } = await run(process.execPath, ["scripts/python-packages.mjs"]);
  const { directory } = await engine();
  const state = join(folder, "state");
  await mkdir(state);
  const env = {
    ...process.env,
    PATH: [launchers, directory, process.env.PATH].join(delimiter),
    PYTHONPATH: packages.trim(),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    OAUTH2_ISSUER: issuer,
    OAUTH2_CLIENT_ID: clientId,
    OAUTH2_CLIENT_SECRET: clientSecret,
  };
  const operate = (...operations: string[]) => run("python3", [program, ...operations], { env });
  const up = await operate("up", "preview expect_no_changes");
  expect(await traffic.take()).toEqual(["issue 1"]);
  const stored = await readFile(join(state, ".pulumi/stacks/example/dev.json"), "utf8");
  expect(stored).toContain("reports:index:ReportsAccess$access-tokens:index:OAuth2AccessToken::daily");
  expect(leaks({ state: stored, output: up.stdout + up.stderr }, { clientSecret })).toEqual([]);
  await operate("destroy");
  expect(await traffic.take()).toEqual(["revoke 1"]);
});
