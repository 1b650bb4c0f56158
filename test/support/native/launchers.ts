import { chmod, mkdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";

/** The provider of this package, by the name of its plugin. */
export const ownProvider = { "access-tokens": "lib/plugin/main.js" };

/** Puts programs into a folder under the names by which Pulumi finds providers, in the way that npm does. */
export async function putLaunchers(folder: string, programs: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    await chmod(resolve(program), 0o755);
    await symlink(resolve(program), join(folder, `pulumi-resource-${name}`));
  }
}
