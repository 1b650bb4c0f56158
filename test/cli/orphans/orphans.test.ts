import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../../cli/status/report";
import { clock } from "../../../testing";
import { fixtures, type VendorFixture } from "../../vendors/fixture";
import { hour, minute, urnOf } from "../exported-stack";
import { holding, issue, type ListingSystem, savedAt } from "./listing-systems";

const main = join(__dirname, "../../../lib/cli/main.js");
/** By name. */
const listingSystems: NonNullable<VendorFixture["listing"]> = Object.assign(
  {},
  ...fixtures.map(({ listing }) => listing),
);

const folder = mkdtempSync(join(tmpdir(), "orphans-"));
afterAll(() => rmSync(folder, { recursive: true }));

let system: ListingSystem;
const later = () => Date.now() + 90 * minute;

async function start(name: keyof typeof listingSystems): Promise<ListingSystem> {
  system = (await listingSystems[name]?.()) as ListingSystem;
  return system;
}

afterEach(() => system.server.close());

function file(name: string, text: string): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, text);
  return path;
}

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** The real process, two hours after the tokens were issued. */
function run(args: string[], env: Record<string, string> = system.env): Promise<Answer> {
  const all = { PATH: process.env.PATH, ...clock("2 hours"), ...env };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, "status", ...args], { env: all }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

async function report(args: string[], env?: Record<string, string>): Promise<Required<Report>["orphans"]> {
  const { stderr, stdout } = await run([...args, "--orphans", "--json"], env);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout).orphans;
}

async function sent(): Promise<string[]> {
  const log = await system.server.log();
  await system.server.clearLog();
  return log.map(({ method, path }) => `${method} ${path}`);
}

describe.each(Object.keys(listingSystems))("of %s", (name) => {
  test("only what is in no state is shown, and only that is revoked, by its id", async () => {
    const { accepts, vendor } = await start(name);
    const tokens = {
      held: await issue(system, "reports"),
      replaced: await issue(system, "reports"),
      other: await issue(system, "of another stack"),
      lost: await issue(system, "reports"),
    };
    const resources = [
      holding(system, "reports", tokens.held),
      { ...holding(system, "reports", tokens.replaced), delete: true },
    ];
    const state = file("state", savedAt(later(), resources));
    const { code, stderr, stdout } = await run(["--file", state, "--orphans", "--fail-on", "orphans", "--json"]);
    expect([code, stderr]).toEqual([6, ""]);
    const { orphans } = JSON.parse(stdout) as Required<Report>;
    expect(orphans).toMatchObject({ notes: [], problems: [] });
    expect(orphans.tokens).toEqual([
      {
        id: tokens.lost.id,
        name: tokens.lost.outputs?.listedName,
        class: vendor.resource,
        account: expect.stringContaining(String(system.inputs.endpoint)),
        urn: urnOf({ name: "reports", vendor }),
        issuedAt: expect.stringMatching(/Z$/),
        lastUsedAt: null,
        expiresAt: tokens.lost.expiresAt === undefined ? null : expect.stringMatching(/Z$/),
        revoked: false,
      },
    ]);
    expect(stdout).not.toContain(tokens.lost.accessToken);
    for (const token of Object.values(tokens)) expect(await accepts(token)).toBe(true);

    await sent();
    const revoking = await run(["--file", state, "--orphans", "--revoke", "--yes", "--fail-on", "orphans", "--json"]);
    expect(revoking.code).toBe(0);
    expect(revoking.stderr).toContain(`orphan     ${tokens.lost.outputs?.listedName} (`);
    expect(JSON.parse(revoking.stdout).orphans.tokens).toMatchObject([{ id: tokens.lost.id, revoked: true }]);
    expect((await sent()).filter((each) => each.startsWith("DELETE"))).toEqual([
      expect.stringMatching(new RegExp(`${system.list}/${tokens.lost.id}$`, "i")),
    ]);
    expect(await accepts(tokens.lost)).toBe(false);
    for (const token of [tokens.held, tokens.replaced, tokens.other]) expect(await accepts(token)).toBe(true);
    expect(await report(["--file", state])).toEqual({ tokens: [], notes: [], problems: [] });
  });

  test("a list that is not given is a line on standard error and exit code 1", async () => {
    const { env, inputs, server, vendor } = await start(name);
    const state = file("state", savedAt(later(), [holding(system, "reports", await issue(system, "reports"))]));
    const args = ["--file", state, "--orphans", "--revoke", "--yes", "--fail-on", "orphans"];
    for (const [fault, words] of [
      [
        { status: 500, body: { errorCode: 9, errorMessage: "out of order", message: "out of order" } },
        /answered 500.*out of order/,
      ],
      [{ status: 401, body: { errorCode: 5, errorMessage: "Access denied" }, count: 9 }, /answered 401/],
    ] as const) {
      await server.fault({ match: system.list, ...fault });
      const { code, stderr, stdout } = await run(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^pulumi-access-tokens: the tokens of \w+, .*, could not be listed: [^\n]*\n$/);
      expect(stderr).toMatch(words);
      expect(stdout).toContain("reports");
      for (const secret of Object.values(env).slice(1)) {
        if (secret.length > 20) expect(stdout + stderr).not.toContain(secret);
      }
      await server.clearFaults();
    }
    const nobody = await run(args, {});
    expect([nobody.code, nobody.stderr]).toEqual([
      1,
      expect.stringContaining("no credential in the environment: set "),
    ]);
    const { arguments: declared, credentialSets, defaults = {} } = vendor.chosenBy?.(inputs) ?? vendor;
    const sets = credentialSets.map((set) =>
      set.filter((member) => !(member in defaults)).map((member) => declared[member]?.environment),
    );
    expect(sets).toContainEqual(nobody.stderr.match(/: set (.+)\n$/)?.[1]?.split(", "));
  });
});

describe("what is no orphan", () => {
  test("a token that a state may not have yet: younger than the state, or than an hour before it", async () => {
    await start("commvault");
    const held = await issue(system, "reports");
    await issue(system, "reports");
    const state = file("state", savedAt(Date.now() + 50 * minute, [holding(system, "reports", held)]));
    const note = /^1 more token is in none of these states and too young to judge/;
    expect(await report(["--file", state])).toEqual({ tokens: [], notes: [expect.stringMatching(note)], problems: [] });
    // A time to come proves no more than now.
    const ahead = file("ahead", savedAt(Date.now() + 100 * hour, [holding(system, "reports", held)]));
    const soon = { ...system.env, ...clock("30 minutes") };
    expect((await report(["--file", ahead], soon)).tokens).toEqual([]);
    expect((await report(["--file", ahead])).tokens).toHaveLength(1);
  });

  test.each([{ onReplace: "expire" }, { onDelete: "expire" }])(
    "a token left to lapse on purpose, by %j",
    async (policy) => {
      await start("cohesity");
      const [held] = [await issue(system, "reports"), await issue(system, "reports")];
      const state = file("state", savedAt(later(), [holding(system, "reports", held, policy)]));
      expect(await report(["--file", state])).toEqual({
        tokens: [],
        notes: [expect.stringMatching(/^1 more token .* left valid on purpose/)],
        problems: [],
      });
    },
  );

  test("a pair that its consumer renewed, whose id is another now", async () => {
    const { server } = await start("commvault");
    const held = await issue(system, "reports");
    await server.control({ idOnRenew: "new" });
    await server.control({ renew: { token: held.accessToken } });
    const resources = [holding(system, "reports", held)];
    expect(await report(["--file", file("state", savedAt(later(), resources))])).toMatchObject({
      tokens: [],
      notes: [],
    });
  });

  test("anything, while a stack could not be read: the vendor is not even asked", async () => {
    await start("cohesity");
    const [held] = [await issue(system, "reports"), await issue(system, "reports")];
    const state = file("state", savedAt(later(), [holding(system, "reports", held)]));
    await sent();
    const { code, stderr } = await run(["--file", state, "--file", "missing.json", "--orphans", "--revoke", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toContain("orphans were not looked for, since a stack could not be read");
    expect(await sent()).toEqual([]);
  });
});

test("what a first run was cut off with is an orphan, by its operation that never ended", async () => {
  await start("cohesity");
  const lost = await issue(system, "reports");
  const { id, outputs, ...resource } = holding(system, "reports", lost);
  const state = savedAt(later(), [], { pending_operations: [{ type: "creating", resource }] });
  expect((await report(["--file", file("state", state)])).tokens).toMatchObject([{ id: lost.id }]);
});

test("a token that cannot be revoked is told, and the others are revoked", async () => {
  const { accepts, server } = await start("cohesity");
  const [held, one, two] = [
    await issue(system, "reports"),
    await issue(system, "reports"),
    await issue(system, "reports"),
  ];
  const state = file("state", savedAt(later(), [holding(system, "reports", held)]));
  await server.fault({ method: "DELETE", status: 500, body: { message: "busy" } });
  const { code, stderr, stdout } = await run(["--file", state, "--orphans", "--revoke", "--yes"]);
  expect(code).toBe(1);
  expect(stderr).toContain(`(CohesityApiKey ${one.id}) was not revoked: Cohesity answered 500: "busy"`);
  expect(stdout).toContain("2 orphans: 1 revoked");
  expect([await accepts(one), await accepts(two)]).toEqual([true, false]);
});

test("the credential of another account is not used", async () => {
  await start("commvault");
  const state = file("state", savedAt(later(), [holding(system, "reports", await issue(system, "reports"))]));
  await sent();
  const { code, stderr } = await run(["--file", state, "--orphans"], { ...system.env, COMMVAULT_USERNAME: "other" });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/belongs to .*svc-pulumi.* holds a credential of .*other/)]);
  expect(await sent()).toEqual([]);
});

test("one list is asked for in one login session, which is ended", async () => {
  await start("commvault");
  const resources = await Promise.all(
    ["one", "two", "three"].map(async (name) => holding(system, name, await issue(system, name))),
  );
  await sent();
  await report(["--file", file("state", savedAt(later(), resources))]);
  const base = "/commandcenter/api";
  expect(await sent()).toEqual([`POST ${base}/Login`, `GET ${base}/V4/AccessToken`, `POST ${base}/Logout`]);
});

test.each([
  [["--revoke"], "give --orphans too"],
  [["--fail-on", "orphans"], "give --orphans too"],
  [["--orphans", "--yes"], "--yes needs --revoke"],
  [["--orphans", "--revoke"], "--revoke asks on a terminal, and there is none"],
])("%j is refused with exit code 2", async (args, message) => {
  await start("cohesity");
  const { code, stderr, stdout } = await run(args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});
