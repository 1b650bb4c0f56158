import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { status } from "../../../cli/status/status";
import { fixtureOf } from "../../vendors/fixture";
import { hour } from "../exported-stack";
import { holding, issue, type ListingSystem, savedAt } from "./listing-systems";

const folder = mkdtempSync(join(tmpdir(), "question-"));
let system: ListingSystem;

beforeEach(async () => {
  system = (await fixtureOf("CohesityApiKey").listing?.cohesity?.()) as ListingSystem;
  Object.assign(process.env, system.env);
});

afterEach(async () => {
  for (const name of Object.keys(system.env)) delete process.env[name];
  await system.server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["yes\n", true],
  ["y\n", false],
  ["\n", false],
  ["", false],
])("to the answer %j, revoked is %s", async (answer, revoked) => {
  const [held, lost] = [await issue(system, "reports"), await issue(system, "reports")];
  const now = Date.now() + 2 * hour;
  const file = join(folder, "state.json");
  writeFileSync(file, savedAt(now, [holding(system, "reports", held)]));
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(answer);
  const options = { sources: [{ file }], format: "text", failOn: ["orphans"], within: 0, now, orphans: "ask" } as const;
  expect(await status(options, { stdin, stdout, stderr })).toBe(revoked ? 0 : 6);
  const asked = await text(stderr.end());
  expect(asked).toContain(`${lost.outputs?.listedName} (CohesityApiKey ${lost.id})`);
  expect(asked).toMatch(/Type "yes" to revoke them: \n?$/);
  expect(await text(stdout.end())).toContain(revoked ? "1 orphan: 1 revoked" : "1 orphan\n");
  expect([await system.accepts(held), await system.accepts(lost)]).toEqual([true, !revoked]);
});

test("nobody is asked where there is nothing to revoke", async () => {
  const now = Date.now() + 2 * hour;
  const file = join(folder, "state.json");
  writeFileSync(file, savedAt(now, [holding(system, "reports", await issue(system, "reports"))]));
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const options = { sources: [{ file }], format: "text", failOn: [], within: 0, now, orphans: "ask" } as const;
  expect(await status(options, { stdin, stdout, stderr })).toBe(0);
  expect(await text(stderr.end())).toBe("");
});
