import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { run } from "../support/programs/example";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "release-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("npm version names the version in the manifest, the lock file and the changelog, and commits and tags it", async () => {
  const files = ["package.json", "package-lock.json", "CHANGELOG.md"];
  for (const file of files) await copyFile(file, join(folder, file));
  // Just after a release there is nothing to release.
  const changes = await readFile("CHANGELOG.md", "utf8");
  const unreleased = "## [Unreleased]\n\n### Fixed\n\n- What the next release mends.\n\n";
  const before = changes.includes("## [Unreleased]") ? changes : changes.replace(/^(?=## )/m, unreleased);
  await writeFile(join(folder, "CHANGELOG.md"), before);
  await inFolder("git", "init", "--quiet");
  await inFolder("git", "add", "--all");
  await inFolder("git", "commit", "--quiet", "--message", "before");

  await inFolder("npm", "version", "99.0.0");
  expect(await inFolder("git", "tag")).toBe("v99.0.0\n");
  expect(await inFolder("git", "status", "--short")).toBe("");
  const [manifest, lock, changelog] = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  expect(JSON.parse(manifest ?? "").version).toBe("99.0.0");
  expect(JSON.parse(lock ?? "").packages[""].version).toBe("99.0.0");
  expect(changelog).toMatch(/^## \[99\.0\.0\] - \d{4}-\d\d-\d\d$/m);
  expect(changelog).not.toContain("Unreleased");
  const notes = await inFolder("changelog", "--latest-release-full");
  const lines = before.split(/^## /m)[1] ?? "";
  expect(lines).toMatch(/^- /m);
  for (const [line] of lines.matchAll(/^- .*$/gm)) expect(notes).toContain(line);
});

test("npm publish has all it needs but the login", async () => {
  const args = ["publish", "--dry-run", "--ignore-scripts", "--provenance", "--access", "public"];
  const { code, stdout, stderr } = await run("npm", args, ".", {});
  expect([code, stdout, code === 0 ? "" : stderr]).toEqual([0, expect.stringContaining("+ pulumi-access-tokens@"), ""]);
});

async function inFolder(command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, folder, {
    PATH: [resolve("node_modules", ".bin"), process.env.PATH].join(delimiter),
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@example.com",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@example.com",
  });
  expect([code, code === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
  return stdout;
}
