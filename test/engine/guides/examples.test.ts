import { readdirSync, readFileSync, rmSync } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { clock, type EmulatorConnection, type EmulatorGroup, startEmulators } from "pulumi-access-tokens/testing";
import ts from "typescript";
import { vendors } from "../../../provider/vendors";
import { engine } from "../../support/engine/engine";
import { closing } from "../../support/engine/token-stack";
import { CopiedExamples } from "../../support/programs/copied-examples";
import { type ExampleState, exampleState, run, runExample, runOperations } from "../../support/programs/example";
import { Traffic } from "../../support/servers/traffic";
import { fixtureOf } from "../../vendors/fixture";

const examples = resolve(__dirname, "../../../examples");
/** `languages` has its own tests, in `test/engine/native`. */
const all = readdirSync(examples).filter((name) => !name.startsWith(".") && name !== "languages");
/** Of more than one class and its credential. */
const stacks = ["another-stack", "many-tokens"];
const names = all.filter((name) => !stacks.includes(name));

function programOf(name: string): string {
  return readFileSync(join(examples, name, "index.ts"), "utf8");
}

/** The vendor whose class the program of an example makes. */
function vendorOf(name: string) {
  const [, resource] = /new (\w+)\(/.exec(programOf(name)) ?? [];
  const vendor = vendors.find((each) => each.resource === resource);
  if (vendor === undefined) throw new Error(`the example ${name} makes no token`);
  return vendor;
}

/** What the server of an example is asked from up to destroy: nothing more, and nothing by the preview between them. */
function requestsOf(name: string): unknown {
  return fixtureOf(vendorOf(name).resource).example;
}

/** The server that an example needs, and the environment that its program names, with the server's address. */
async function serverOf(name: string): Promise<{ server: EmulatorConnection; env: Record<string, string> }> {
  const vendor = vendorOf(name);
  const group = vendor.group as EmulatorGroup;
  const { credentials, emulators } = closing(await startEmulators({ only: [group] }));
  const text = programOf(name);
  const env = Object.entries(credentials[group]).flatMap(([part, value]) => {
    const variable = vendor.arguments[part]?.environment ?? "";
    const named = text.includes(variable) || variable.endsWith("ENDPOINT");
    return variable !== "" && named && typeof value === "string" ? [[variable, value]] : [];
  });
  return { server: emulators[group] as unknown as EmulatorConnection, env: Object.fromEntries(env) };
}

let copies: CopiedExamples;
let state: ExampleState;

beforeAll(async () => {
  copies = await CopiedExamples.make(examples);
});

afterAll(() => copies.dispose());

beforeEach(async () => {
  state = await exampleState();
});

afterEach(() => state.dispose());

test("there is an example of every class", () => {
  const shown = names.map((name) => vendorOf(name).resource);
  expect(shown.sort()).toEqual(vendors.map(({ resource }) => resource).sort());
});

test.each(all)("the example %s imports what its package.json names, and nothing else", (name) => {
  const { dependencies } = JSON.parse(readFileSync(join(examples, name, "package.json"), "utf8"));
  const imported = [...programOf(name).matchAll(/ from "([^"]+)"/g)].map(([, from]) => from);
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(imported));
});

test("the examples compile where they are copied to, with the packed package", () => {
  const programs = all.map((name) => join(copies.folder(name), "index.ts"));
  const { config } = ts.readConfigFile(join(examples, "oauth2", "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, copies.folder("oauth2"));
  const problems = ts.getPreEmitDiagnostics(ts.createProgram(programs, options));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});

test.each(names)("the example %s is brought up, is unchanged in a preview, and is destroyed", async (name) => {
  const { server, env } = await serverOf(name);
  const folder = copies.folder(name);
  const operations = ["up", "preview", "destroy"] as const;
  const [up, preview, destroy] = await runOperations(folder, operations, { ...state.env, ...env });
  expect([up?.ok, up?.error]).toEqual([true, undefined]);
  const { create = 0, ...others } = up?.changes ?? {};
  expect([create > 1, others]).toEqual([true, {}]);
  expect(Object.values(up?.outputs ?? {})).toContain("[secret]");
  expect(preview).toMatchObject({ ok: true, changes: { same: create } });
  expect([destroy?.ok, destroy?.error, destroy?.changes]).toEqual([true, undefined, { delete: create }]);
  expect(await new Traffic(server).take()).toEqual(requestsOf(name));
});

test("the example many-tokens issues a token for each service, and another-stack uses one of them", async () => {
  const { credentials, emulators } = closing(await startEmulators({ only: ["oauth2"] }));
  const { clientId, clientSecret, issuer, resource } = credentials.oauth2;
  const env = { OAUTH2_ISSUER: issuer, OAUTH2_CLIENT_ID: clientId, OAUTH2_CLIENT_SECRET: clientSecret };
  const tokens = (operation: "up" | "destroy") =>
    runExample(copies.folder("many-tokens"), operation, { ...state.env, ...env });
  const report = () =>
    runExample(copies.folder("another-stack"), "up", state.env, "--config", `example-another-stack:url=${resource}`);
  const issuing = { ok: true, changes: { create: 5 }, outputs: { requestHeaders: "[secret]" } };
  expect(await tokens("up")).toMatchObject(issuing);
  const traffic = new Traffic(emulators.oauth2);
  expect((await traffic.take()).sort()).toEqual(["issue 1", "issue 2"]);
  expect(await report()).toMatchObject({ ok: true, changes: { create: 2 } });
  expect(await traffic.take()).toEqual([expect.stringMatching(/^use [12]$/)]);
  expect(await tokens("destroy")).toMatchObject({ ok: true, changes: { delete: 5 } });
  expect((await traffic.take()).sort()).toEqual(["revoke 1", "revoke 2"]);
});

test("docs/getting-started.md: its program is issued a token, has nothing to do, is due three minutes later, and is destroyed", async () => {
  const page = readFileSync("docs/getting-started.md", "utf8");
  const [, manifest = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  const [, program = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
  const folder = await copies.add("getting-started", { "Pulumi.yaml": manifest, "index.ts": program });
  const { credentials, emulators } = closing(await startEmulators({ only: ["oauth2"] }));
  const values: Record<string, string> = {
    ISSUER: credentials.oauth2.issuer,
    CLIENT_ID: credentials.oauth2.clientId,
    CLIENT_SECRET: credentials.oauth2.clientSecret,
  };
  const settings = [...page.matchAll(/^pulumi config set --path( --secret)? (\S+) (\S+)$/gm)];
  const config = settings.flatMap(([, secret, key, name = ""]) => [
    secret === undefined ? "--config" : "--secret",
    `${key}=${values[name]}`,
  ]);
  const [up, preview] = await runOperations(folder, ["up", "preview"], state.env, ...config);
  expect(up).toMatchObject({ ok: true, changes: { create: 2 }, outputs: { accessToken: "[secret]" } });
  expect(preview).toMatchObject({ changes: { same: 2 } });
  const env = { ...state.env, ...clock("4 minutes") };
  const [later, destroy] = await runOperations(folder, ["up", "destroy"], env);
  expect(later).toMatchObject({ ok: true, changes: { same: 1, replace: 1 } });
  expect(later?.diagnostics).toContainEqual(
    expect.objectContaining({
      message: expect.stringMatching(/^\w+: due: expires in .*; renewal begins 57 minutes before the end/),
    }),
  );
  expect(destroy).toMatchObject({ ok: true, changes: { delete: 2 } });
  expect(await new Traffic(emulators.oauth2).take()).toEqual(["issue 1", "issue 2", "revoke 1", "revoke 2"]);
});

test.each(names)("the example %s runs by the commands of Pulumi in its folder", async (name) => {
  if (!(await isOnPath("pulumi-language-nodejs"))) {
    console.info("not run: pulumi-language-nodejs, which Pulumi's installer brings, is not on PATH");
    return;
  }
  const { server, env } = await serverOf(name);
  const folder = copies.folder(name);
  const { command, directory } = await engine();
  const settings = { PULUMI_CONFIG_PASSPHRASE: "example", PULUMI_SKIP_UPDATE_CHECK: "true" };
  const PATH = [directory, process.env.PATH].join(delimiter);
  const pulumi = (...args: string[]) =>
    run(command, [...args, "--stack", "example", "--non-interactive"], folder, {
      ...state.env,
      ...settings,
      ...env,
      PATH,
    });
  try {
    expect(await pulumi("stack", "init")).toMatchObject({ code: 0 });
    expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await pulumi("preview", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await new Traffic(server).take()).toEqual(requestsOf(name));
  } finally {
    rmSync(join(folder, "Pulumi.example.yaml"), { force: true });
  }
});

async function isOnPath(program: string): Promise<boolean> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program))));
  return found.some(({ status }) => status === "fulfilled");
}
