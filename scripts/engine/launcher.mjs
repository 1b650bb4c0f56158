import { chmod, copyFile, mkdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isExecutable, onPath } from "./program.mjs";

const file = process.platform === "win32" ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";
const require = createRequire(import.meta.url);

/** Returns whether the script that starts dynamic providers is on `PATH` or in one of these folders. */
export async function hasLauncher(...folders) {
  if (await onPath(file)) return true;
  for (const folder of folders) {
    if (await isExecutable(join(folder, file))) return true;
  }
  return false;
}

/** Copies that script from the Pulumi SDK into a folder. */
export async function putLauncher(folder) {
  const source = join(dirname(require.resolve("@pulumi/pulumi/package.json")), file);
  const temporary = join(folder, `${file}.${process.pid}`);
  await mkdir(folder, { recursive: true });
  await copyFile(source, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, join(folder, file));
}
