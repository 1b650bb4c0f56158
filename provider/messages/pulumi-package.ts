import { createRequire } from "node:module";

let ofPulumi: NodeJS.Require | undefined;

/** Loads Pulumi's own copy of a package, wherever the package manager put it: strict ones hide it from other packages. */
export function pulumiPackage(name: string): unknown {
  ofPulumi ??= createRequire(require.resolve("@pulumi/pulumi/package.json"));
  return ofPulumi(name);
}
