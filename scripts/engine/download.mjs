import { createRequire } from "node:module";
import { fillVersionFolder } from "./cache.mjs";
import { withProgress } from "./progress.mjs";

/** Downloads the official Pulumi of a version into the cache. */
export async function download(version) {
  const require = createRequire(import.meta.url);
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const { SemVer } = createRequire(require.resolve("@pulumi/pulumi"))("semver");
  await withProgress(`downloading Pulumi ${version}`, () =>
    fillVersionFolder("pulumi", version, (root) => PulumiCommand.install({ root, version: new SemVer(version) })),
  );
}
