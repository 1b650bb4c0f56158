import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fillVersionFolder } from "./cache.mjs";
import { fileName, onPath, run } from "./program.mjs";
import { withProgress } from "./progress.mjs";

const PROGRAM = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Builds the Pulumi CLI of a version from its Go module into the cache. */
export async function build(version) {
  const go = await onPath(fileName("go"));
  if (!go) throw new Error("no `go` on PATH");
  await withProgress(`building Pulumi ${version} with ${go}; this takes minutes, once`, () =>
    fillVersionFolder(version, async (cwd) => {
      // The module that asks for the program as a tool is there because `go install` refuses modules with
      // replacements, which this one has. A workspace or vendor setting of the user's must not leak in.
      const options = { cwd, env: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" } };
      const binary = join("bin", fileName("pulumi"));
      const flags = `-s -w -X ${VERSION_VARIABLE}=v${version}`;
      await run(go, ["mod", "init", "engine"], options);
      await run(go, ["get", "-tool", `${PROGRAM}@v${version}`], options);
      await run(go, ["build", "-trimpath", "-ldflags", flags, "-o", binary, PROGRAM], options);
      await Promise.all(["go.mod", "go.sum"].map((file) => rm(join(cwd, file), { force: true })));
    }),
  );
}
