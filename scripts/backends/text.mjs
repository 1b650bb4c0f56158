import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Returns the text of all files below a folder. */
export async function textBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map(({ name, parentPath }) => readFile(join(parentPath, name), "utf8")));
  return texts.join("\n");
}
