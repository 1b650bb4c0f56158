import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/programs/example";

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "package-"));
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], ".", {});
  tarball = join(folder, JSON.parse(stdout)[0].filename);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

// Each way to resolve a module finds every entry point, its code and its types.
test.each([
  ["publint", "run", "--strict"],
  ["attw", "--no-emoji"],
])("%s has nothing to say of the packed package", async (tool, ...args) => {
  const { code, stdout, stderr } = await run(join("node_modules", ".bin", tool), [...args, tarball], ".", {});
  expect([code, code === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
});
