// Makes the archive of the native provider for the engine: the provider in one file, and the Node.js that runs this
// script. Prints the path of the archive. Usage: node scripts/plugin.mjs [FOLDER]
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { output } from "./engine/program.mjs";
import { bundle } from "./plugin/bundle.mjs";
import { writeCodeCache } from "./plugin/code-cache.mjs";
import { licencesOf } from "./plugin/licences.mjs";

const { version } = createRequire(import.meta.url)("../package.json");
const NAME = "pulumi-resource-access-tokens";

/** What the engine calls the system and the processor that Node.js calls otherwise. */
const SYSTEMS = { win32: "windows" };
const PROCESSORS = { x64: "amd64" };

const { platform, arch, execPath } = process;
const isWindows = platform === "win32";
const [folder = "archives"] = process.argv.slice(2);
const target = `${SYSTEMS[platform] ?? platform}-${PROCESSORS[arch] ?? arch}`;
const archive = `${NAME}-v${version}-${target}.tar.gz`;
const contents = await mkdtemp(join(tmpdir(), "plugin-"));
try {
  const { packages } = await bundle(join(contents, "plugin.cjs"));
  await writeFile(join(contents, "LICENSES.txt"), await licencesOf(packages));
  const node = join(contents, isWindows ? "node.exe" : "node");
  await copyFile(execPath, node);
  for (const file of [isWindows ? `${NAME}.cmd` : NAME, "start.cjs"])
    await copyFile(new URL(`plugin/${file}`, import.meta.url), join(contents, file));
  await writeCodeCache(contents, node);
  await mkdir(folder, { recursive: true });
  // Without a path, since not every `tar` understands one with a drive.
  await output("tar", ["-czf", archive, ...(await readdir(contents))], { cwd: contents });
  await copyFile(join(contents, archive), join(folder, archive));
} finally {
  await rm(contents, { recursive: true, force: true });
}
console.log(resolve(folder, archive));
