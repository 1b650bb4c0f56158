import { createRequire } from "node:module";

let ofPulumi: NodeJS.Require | undefined;

/** Loads Pulumi's own copy of a package. A strict package manager does not let this package import it by name. */
export function pulumiPackage(name: string): unknown {
  ofPulumi ??= createRequire(require.resolve("@pulumi/pulumi/package.json"));
  return ofPulumi(name);
}
