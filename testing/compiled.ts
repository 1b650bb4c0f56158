import path from "node:path";

/**
 * Returns the path of a compiled module of this folder, to run in its own process. Tests import this folder as
 * TypeScript, which plain Node cannot run, so build the package before you run them.
 */
export function compiled(module: string): string {
  const folder = __filename.endsWith(".ts") ? path.join(__dirname, "..", "lib", "testing") : __dirname;
  return path.join(folder, `${module}.js`);
}
