import { readdirSync, readFileSync, rmSync } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { type EmulatorConnection, type EmulatorGroup, startEmulators } from "pulumi-access-tokens/testing";
import { vendors } from "../../provider/vendors";
import { engine } from "../support/engine";
import { type ExampleState, exampleState, run, runExample } from "../support/example";
import { closing } from "../support/token-stack";

const examples = resolve(__dirname, "../../examples");
const names = readdirSync(examples).filter((name) => !name.startsWith("."));

/** The vendor whose class the program of an example makes. */
function vendorOf(name: string) {
  const [, resource] = /new (\w+)\(/.exec(readFileSync(join(examples, name, "index.ts"), "utf8")) ?? [];
  const vendor = vendors.find((each) => each.resource === resource);
  if (vendor === undefined) throw new Error(`the example ${name} makes no token`);
  return vendor;
}

/** The server that an example needs, and the environment by which it finds it. */
async function serverOf(name: string): Promise<{ server: EmulatorConnection; env: Record<string, string> }> {
  const vendor = vendorOf(name);
  const group = vendor.group as EmulatorGroup;
  const { credentials, emulators } = closing(await startEmulators({ only: [group] }));
  const env = Object.entries(credentials[group]).flatMap(([part, value]) => {
    const variable = vendor.arguments[part]?.environment;
    return variable === undefined || typeof value !== "string" ? [] : [[variable, value]];
  });
  return { server: emulators[group] as unknown as EmulatorConnection, env: Object.fromEntries(env) };
}

let state: ExampleState;

beforeEach(async () => {
  state = await exampleState();
});

afterEach(() => state.dispose());

test("there is an example of every class", () => {
  const shown = names.map((name) => vendorOf(name).resource);
  expect(shown.sort()).toEqual(vendors.map(({ resource }) => resource).sort());
});

test.each(names)("the example %s is brought up, is unchanged in a preview, and is destroyed", async (name) => {
  const { server, env } = await serverOf(name);
  const folder = join(examples, name);
  const operation = (what: "up" | "preview" | "destroy") => runExample(folder, what, { ...state.env, ...env });
  const up = await operation("up");
  expect([up.ok, up.error]).toEqual([true, undefined]);
  const { create = 0, ...others } = up.changes;
  expect([create > 1, others]).toEqual([true, {}]);
  expect(Object.values(up.outputs)).toContain("[secret]");
  expect(await server.log()).not.toEqual([]);
  await server.clearLog();
  expect(await operation("preview")).toMatchObject({ ok: true, changes: { same: create } });
  expect(await server.log()).toEqual([]);
  const destroy = await operation("destroy");
  expect([destroy.ok, destroy.error, destroy.changes]).toEqual([true, undefined, { delete: create }]);
  // It is revoked where the vendor can.
  expect((await server.log()).length > 0).toBe(vendorOf(name).revoke !== undefined);
});

test.each(names)("the example %s runs by the commands of Pulumi in its folder", async (name) => {
  if (!(await isOnPath("pulumi-language-nodejs"))) {
    console.info("not run: pulumi-language-nodejs, which Pulumi's installer brings, is not on PATH");
    return;
  }
  const { server, env } = await serverOf(name);
  const folder = join(examples, name);
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
    expect(await server.log()).not.toEqual([]);
  } finally {
    rmSync(join(folder, "Pulumi.example.yaml"), { force: true });
  }
});

async function isOnPath(program: string): Promise<boolean> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program))));
  return found.some(({ status }) => status === "fulfilled");
}
