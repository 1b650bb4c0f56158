import path from "node:path";

/**
 * The path of a compiled module of this folder, for a process of its own to run. Tests run this folder from its
 * TypeScript sources, which a plain Node cannot: they need the package to be built.
 */
export function compiled(module: string): string {
  const folder = __filename.endsWith(".ts") ? path.join(__dirname, "..", "lib", "testing") : __dirname;
  return path.join(folder, `${module}.js`);
}
