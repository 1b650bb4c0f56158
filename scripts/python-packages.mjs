// Finds Pulumi's SDK for Python in the cache, or installs it there. Prints the folder of the packages, for PYTHONPATH.
import { access } from "node:fs/promises";
import { join } from "node:path";
import { fillVersionFolder, versionFolder } from "./engine/cache.mjs";
import { run } from "./engine/program.mjs";
import { withProgress } from "./engine/progress.mjs";

const NAME = "python-packages";
/** The version of Pulumi's SDK. */
const VERSION = "3.272.0";
const PACKAGES = [`pulumi==${VERSION}`, "pulumi-command==1.2.1"];

const folder = versionFolder(NAME, VERSION);
const isThere = await access(folder).then(
  () => true,
  () => false,
);
if (!isThere) {
  await withProgress(`installing ${PACKAGES.join(" and ")}; this takes half a minute, once`, () =>
    fillVersionFolder(NAME, VERSION, (cwd) =>
      run("python3", ["-m", "pip", "install", "--quiet", "--target", join(cwd, "lib"), ...PACKAGES], { cwd }),
    ),
  );
}
console.log(join(folder, "lib"));
