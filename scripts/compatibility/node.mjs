import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { output } from "../engine/program.mjs";

/** The folder with `node` of a major version, which a package on npm carries; without one that of the running one. */
export async function folderOfNode(major, folder) {
  if (major === undefined || process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}\n");
  await output("npm", ["install", "--no-save", `${name}@${major}`], { cwd: folder, timeout: 300_000 });
  return join(folder, "node_modules", name, "bin");
}
