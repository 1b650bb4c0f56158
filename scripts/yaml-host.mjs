// Finds the program that runs YAML programs for Pulumi, or builds it. Run as a script, it prints the program's folder.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./engine/build.mjs";
import { versionFolder } from "./engine/cache.mjs";
import { fileName, isExecutable, onPath } from "./engine/program.mjs";
import { engine } from "./engine.mjs";

const PROGRAM = "pulumi-language-yaml";

/** The version to build if there is none on `PATH` or beside the engine. */
const VERSION = "1.25.0";

/** Returns the folder of the host, to put in front of `PATH`. An official Pulumi has it beside its own program. */
export async function yamlHost() {
  const { directory } = await engine();
  if (await isExecutable(join(directory, fileName(PROGRAM)))) return directory;
  const found = await onPath(fileName(PROGRAM));
  if (found) return dirname(found);
  const cached = join(versionFolder(PROGRAM, VERSION), "bin");
  if (!(await isExecutable(join(cached, fileName(PROGRAM))))) await build(PROGRAM, VERSION);
  return cached;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await yamlHost());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
