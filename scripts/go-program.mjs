import { join } from "node:path";
import { fillVersionFolder, versionFolder } from "./engine/cache.mjs";
import { fileName, isExecutable, onPath, run } from "./engine/program.mjs";
import { withProgress } from "./engine/progress.mjs";

/**
 * Returns the path of a program that `go install` builds, from the cache or newly built. Rejects without Go on `PATH`.
 *
 * @param {string} path of its package, for example `github.com/nektos/act`; its last part is the program's name
 * @param {string} version for example `0.2.89`
 */
export async function goProgram(path, version) {
  const program = path.split("/").at(-1);
  const command = join(versionFolder(program, version), "bin", fileName(program));
  if (await isExecutable(command)) return command;
  const go = await onPath(fileName("go"));
  if (!go) throw new Error(`${program} is built with Go, and there is no \`go\` on PATH`);
  await withProgress(`building ${program} ${version} with ${go}; this takes minutes, once`, () =>
    fillVersionFolder(program, version, (folder) => {
      const env = { ...process.env, GOBIN: join(folder, "bin"), GOWORK: "off", GOFLAGS: "" };
      return run(go, ["install", `${path}@v${version}`], { cwd: folder, env });
    }),
  );
  return command;
}
