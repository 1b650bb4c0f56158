import { chmod, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const plugin = fileURLToPath(new URL("../lib/plugin/main.js", import.meta.url));

/** Puts the native provider into a folder, under the name by which the engine finds it there. */
export async function launchers() {
  const folder = await mkdtemp(join(tmpdir(), "bench-launchers-"));
  await chmod(plugin, 0o755);
  await symlink(plugin, join(folder, "pulumi-resource-access-tokens"));
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
}
