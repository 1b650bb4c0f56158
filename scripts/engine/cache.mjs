import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileName, output } from "./program.mjs";

const DAY = 24 * 60 * 60 * 1000;

/** The folder outside the repository that keeps downloads and builds for the next run. */
export function cacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  const base = process.platform === "win32" ? LOCALAPPDATA : XDG_CACHE_HOME;
  return join(base || join(homedir(), ".cache"), "pulumi-access-tokens");
}

/** Returns the cache folder of one version of a program; its executables are in `bin`. */
export const versionFolder = (program, version) => join(cacheFolder(), `${program}-${version}`);

/**
 * Fills the folder of a version completely or not at all: `fill` gets a new folder and puts the program into its `bin`.
 * An interrupted run leaves no partial folder. If two runs fill it at once, one wins.
 */
export async function fillVersionFolder(program, version, fill) {
  await mkdir(cacheFolder(), { recursive: true });
  await removeLeftovers();
  const temporary = await mkdtemp(join(cacheFolder(), "incomplete-"));
  try {
    await fill(temporary);
    await moveInto(temporary, versionFolder(program, version), program);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function moveInto(temporary, folder, program) {
  try {
    await rename(temporary, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(error.code)) throw error;
    // Another run was faster, and its program may be running already.
    if (await works(folder, program)) return;
    const broken = await mkdtemp(join(cacheFolder(), "incomplete-"));
    await rename(folder, join(broken, "broken"));
    await rename(temporary, folder);
    await rm(broken, { recursive: true, force: true });
  }
}

function works(folder, program) {
  return output(join(folder, "bin", fileName(program)), ["--help"]).then(
    () => true,
    () => false,
  );
}

async function removeLeftovers() {
  for (const name of await readdir(cacheFolder())) {
    const path = join(cacheFolder(), name);
    if (!name.startsWith("incomplete-")) continue;
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > DAY) await rm(path, { recursive: true, force: true });
  }
}
