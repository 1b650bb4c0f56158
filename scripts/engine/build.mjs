import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fillVersionFolder } from "./cache.mjs";
import { compiling, environment } from "./go.mjs";
import { fileName, onPath, run } from "./program.mjs";
import { withProgress } from "./progress.mjs";

/** The programs that are built, with their packages and the variable that gets the version. */
const PROGRAMS = {
  pulumi: {
    path: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
  },
  "pulumi-language-yaml": {
    path: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    variable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
  },
};

/** Builds a version of the Pulumi CLI, or of its host for YAML programs, from its Go module into the cache. */
export async function build(program, version) {
  const go = await onPath(fileName("go"));
  if (!go) throw new Error("no `go` on PATH");
  const { path, variable } = PROGRAMS[program];
  await withProgress(`building ${program} ${version} with ${go}; this takes minutes, once`, () =>
    fillVersionFolder(program, version, async (cwd) => {
      // `go install` refuses modules with replacements, which these have. So a new module has the program as a tool.
      const options = { cwd, env: environment() };
      const binary = join("bin", fileName(program));
      await run(go, ["mod", "init", "engine"], options);
      await run(go, ["get", "-tool", `${path}@v${version}`], options);
      const linking = ["-ldflags", `-s -w -X ${variable}=v${version}`];
      await run(go, ["build", ...compiling, ...linking, "-o", binary, path], options);
      await Promise.all(["go.mod", "go.sum"].map((file) => rm(join(cwd, file), { force: true })));
    }),
  );
}
