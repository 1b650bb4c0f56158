import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { output } from "../engine/program.mjs";

/** Returns the folder with `node` of a major version, from an npm package; without a version, the running Node.js. */
export async function folderOfNode(major, folder) {
  if (major === undefined || process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}\n");
  await output("npm", ["install", "--no-save", `${name}@${major}`], { cwd: folder, timeout: 300_000 });
  return join(folder, "node_modules", name, "bin");
}
