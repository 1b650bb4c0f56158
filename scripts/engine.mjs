// Finds the Pulumi engine, or gets it. Run as a script, it prints the engine's path.
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./engine/build.mjs";
import { cacheFolder, versionFolder } from "./engine/cache.mjs";
import { download } from "./engine/download.mjs";
import { hasLauncher, putLauncher } from "./engine/launcher.mjs";
import { fileName, isExecutable, onPath, output } from "./engine/program.mjs";

/** The version to download or build if there is no Pulumi on `PATH`. */
const VERSION = "3.274.1";

/** The oldest version that the tests can use. */
export const OLDEST = "3.217.0";

/**
 * Finds the Pulumi engine on `PATH`, else in the cache of an earlier run, else downloads it, else builds it with Go.
 * Put `directory` in front of `PATH`: there the engine finds the launcher of dynamic providers. Rejects with an error
 * that lists each attempt and why it failed, and says what to do.
 *
 * @returns {Promise<{ command: string; directory: string; version: string; source: "PATH" | "cache" | "download" | "build" }>}
 */
export function engine() {
  return firstOf({ PATH: fromPath, ...sourcesOf(VERSION) });
}

/** Finds the engine of a version as `engine` does, but never on `PATH`. */
export function engineOfVersion(version) {
  return firstOf(sourcesOf(version));
}

function sourcesOf(version) {
  const fetched = (get) => async () => {
    await get(version);
    return fromCache(version);
  };
  return {
    cache: () => fromCache(version),
    download: fetched(download),
    build: fetched(() => build("pulumi", version)),
  };
}

async function firstOf(sources) {
  const failures = [];
  for (const [source, find] of Object.entries(sources)) {
    try {
      return { ...(await find()), source };
    } catch (error) {
      failures.push(`  ${source}: ${error.message}`);
    }
  }
  throw new Error(
    [
      "There is no Pulumi engine, and none could be got:",
      ...failures,
      "Do one of these: install Pulumi (https://www.pulumi.com/docs/install/) and put it on PATH; or allow its download;",
      "or install Go 1.26 or newer and allow it to fetch modules. Then run it again.",
    ].join("\n"),
  );
}

async function fromPath() {
  const command = await onPath(fileName("pulumi"));
  if (!command) throw new Error("no `pulumi` there");
  const version = await versionOf(command);
  if (older(version, OLDEST)) throw new Error(`${command} is ${version}, older than ${OLDEST}`);
  const folders = [dirname(command), dirname(await realpath(command))];
  if (await hasLauncher(...folders)) return { command, directory: dirname(command), version };
  // This script must not write to the folder of an installed program.
  const directory = join(cacheFolder(), "launcher");
  await putLauncher(directory);
  return { command, directory, version };
}

async function fromCache(wanted) {
  const directory = join(versionFolder("pulumi", wanted), "bin");
  const command = join(directory, fileName("pulumi"));
  if (!(await isExecutable(command))) throw new Error(`no ${command}`);
  const version = await versionOf(command);
  // The engine prints a warning if the launcher is both on PATH and beside the program.
  if (!(await hasLauncher(directory))) await putLauncher(directory);
  return { command, directory, version };
}

async function versionOf(command) {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return (await output(command, ["version"], { env })).replace(/^v/, "");
}

function older(version, oldest) {
  return version.localeCompare(oldest, "en", { numeric: true }) < 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const found = await engine();
    const line = `pulumi ${found.version} (${found.source}): ${found.command}`;
    console.log(process.argv.includes("--json") ? JSON.stringify(found) : line);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
