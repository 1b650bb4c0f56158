import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../scripts/engine/cache.mjs";
import { fileName, isExecutable, onPath, output, run } from "../scripts/engine/program.mjs";
import { withProgress } from "../scripts/engine/progress.mjs";

const MODULE = "github.com/opentofu/opentofu";
const VERSION = "v1.10.10";

/** Finds OpenTofu: on `PATH`, else from an earlier build, else by a build from its Go module. */
export async function openTofu() {
  const installed = await onPath(fileName("tofu"));
  if (installed) return installed;
  const built = join(cacheFolder(), `opentofu-${VERSION}`, fileName("tofu"));
  if (!(await isExecutable(built))) await withProgress(`building OpenTofu ${VERSION} with Go`, () => build(built));
  return built;
}

async function build(file) {
  await mkdir(dirname(file), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(), "incomplete-"));
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" };
  try {
    const { Dir } = JSON.parse(
      await output("go", ["mod", "download", "-json", `${MODULE}@${VERSION}`], { cwd: folder, env, timeout: 600_000 }),
    );
    // Built as the main module, since Go ignores the replacements in its go.mod otherwise.
    const source = join(folder, "source");
    await cp(Dir, source, { recursive: true });
    await run("chmod", ["-R", "u+w", source], {});
    const flags = ["-trimpath", "-ldflags", "-s -w"];
    await run("go", ["build", ...flags, "-o", join(folder, "tofu"), "./cmd/tofu"], { cwd: source, env });
    await rename(join(folder, "tofu"), file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
