import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillVersionFolder, versionFolder } from "../engine/cache.mjs";
import { compiling, environment } from "../engine/go.mjs";
import { fileName, isExecutable, onPath, run } from "../engine/program.mjs";
import { withProgress } from "../engine/progress.mjs";

const PROGRAM = "pulumi-sdk-generator";

/** The version of the generators. The SDKs that they write need Pulumi's own SDKs in this version or a newer one. */
const VERSION = "3.230.0";

const source = fileURLToPath(new URL("main.go", import.meta.url));

/** Returns the program that writes SDKs, with Pulumi's generators. Builds it first if it is new. */
export async function sdkGenerator() {
  const hash = createHash("sha256").update(await readFile(source));
  const version = `${VERSION}-${hash.digest("hex").slice(0, 8)}`;
  const program = join(versionFolder(PROGRAM, version), "bin", fileName(PROGRAM));
  if (!(await isExecutable(program))) await build(version);
  return program;
}

async function build(version) {
  const go = await onPath(fileName("go"));
  if (!go) throw new Error("no `go` on PATH: the generators of SDKs are built with it");
  await withProgress(`building ${PROGRAM} with ${go}; this takes a minute or two, once`, () =>
    fillVersionFolder(PROGRAM, version, async (cwd) => {
      const options = { cwd, env: environment() };
      await copyFile(source, join(cwd, "main.go"));
      await run(go, ["mod", "init", "sdks"], options);
      await run(go, ["get", `github.com/pulumi/pulumi/pkg/v3@v${VERSION}`], options);
      await run(go, ["build", ...compiling, "-ldflags", "-s -w", "-o", join("bin", fileName(PROGRAM))], options);
    }),
  );
}
