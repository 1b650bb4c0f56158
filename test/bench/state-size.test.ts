import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";

const state = { resources: Array.from({ length: 50 }, (_, index) => ({ urn: `urn:${index}` })) };
const bytes = JSON.stringify(state).length;
const indented = JSON.stringify(state, undefined, 4);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "state-size-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Calls a function of the benchmark's module, and gives what it returns. */
async function called(name: "stateSize" | "refuseUnreadable", argument = "", env: NodeJS.ProcessEnv = {}) {
  const module = pathToFileURL(resolve("bench/peers/state-size.mjs")).href;
  const call = `import { ${name} } from ${JSON.stringify(module)}; console.log(JSON.stringify(await ${name}(${JSON.stringify(argument)})));`;
  const options = { env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", call], options);
  return stdout.trim() === "undefined" ? undefined : JSON.parse(stdout);
}

/** Node.js has it from 22.15 on. */
const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Buffer };

const ways: [string, string, (text: string) => Buffer][] = [
  ["plain", "s.json", (text) => Buffer.from(text)],
  ["gzip", "s.json.gz", zlib.gzipSync],
];
if (zstdCompressSync !== undefined) ways.push(["zstd", "s.json.zst", zstdCompressSync]);

test.each(ways)("a state that is written as %s is read", async (_, name, write) => {
  const written = write(indented);
  await writeFile(join(folder, name), written);
  await writeFile(join(folder, `${name}.bak`), "{");
  await writeFile(join(folder, "s.json.attrs"), "{}");
  expect(await called("stateSize", join(folder, "s.json"))).toEqual({ bytes, written: written.length });
});

test("where there is no state the error says what there is", async () => {
  await writeFile(join(folder, "other.json"), "{}");
  await expect(called("stateSize", join(folder, "s.json"))).rejects.toThrow(/There is no state in .*: other\.json/);
});

test("zstd is refused before a run where Node.js cannot read it", async () => {
  expect(await called("refuseUnreadable")).toBeUndefined();
  const outcome = expect(called("refuseUnreadable", "", { PULUMI_DIY_BACKEND_ZSTD: "true" }));
  if (zstdCompressSync === undefined) await outcome.rejects.toThrow(/from 22\.15 on/);
  else await outcome.resolves.toBeUndefined();
});
