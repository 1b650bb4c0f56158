import { copyFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "../engine/program.mjs";

const require = createRequire(import.meta.url);

/** Packs the SDK of a language, beside the folder that it is in: for npm, for pip, and for `replace` in a `go.mod`. */
export const packers = {
  async nodejs(folder) {
    const compiled = join(folder, "nodejs", "bin");
    // It is compiled with the SDK of Pulumi that this package has.
    await symlink(
      fileURLToPath(new URL("../../node_modules", import.meta.url)),
      join(folder, "nodejs", "node_modules"),
    );
    await output(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", join(folder, "nodejs")]);
    await copyFile(join(folder, "nodejs", "package.json"), join(compiled, "package.json"));
    await output("npm", ["pack", "--pack-destination", folder, compiled]);
  },
  async python(folder) {
    const args = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, join(folder, "python")];
    await output("python3", args, { timeout: 300_000 });
  },
  async go(folder, version) {
    const archive = join(folder, `pulumi-access-tokens-sdk-go-v${version}.tar.gz`);
    await output("tar", ["-czf", archive, "-C", join(folder, "go"), "."]);
  },
};
