import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Returns the bytes of the published package, packed and unpacked, and of its dependencies other than Pulumi's SDK. */
export async function installed() {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"]);
  const [{ size, unpackedSize }] = Object.values(JSON.parse(stdout));
  const dependencies = [...(await closure("package.json"))];
  const sizes = await Promise.all(dependencies.map((name) => bytes(join("node_modules", name))));
  return {
    size,
    unpackedSize,
    dependencies: Object.fromEntries(dependencies.map((name, index) => [name, sizes[index]])),
  };
}

async function closure(file, seen = new Set()) {
  const { dependencies = {} } = JSON.parse(await readFile(file, "utf8"));
  for (const name of Object.keys(dependencies)) {
    if (seen.has(name)) continue;
    seen.add(name);
    await closure(join("node_modules", name, "package.json"), seen);
  }
  return seen;
}

async function bytes(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => stat(join(entry.parentPath, entry.name)).then(({ size }) => size)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
