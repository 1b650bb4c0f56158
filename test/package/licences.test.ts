import { readFileSync } from "node:fs";

interface LockedPackage {
  license?: string;
  link?: boolean;
  dev?: boolean;
}

const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const dependencies = Object.entries(packages)
  .filter(([path, { link }]) => path.includes("node_modules/") && !link)
  .map(([path, entry]) => ({ ...entry, name: path.replace(/^.*node_modules\//, "") }));

/** Licences that ask for no more than that their text is kept. */
const allowed = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Python-2.0"];

/** Texts and data, which are not linked into anything. */
const allowedForData = ["CC0-1.0", "CC-BY-3.0", "CC-BY-4.0"];

/** Packages whose manifest names no licence by its SPDX identifier, as their licence files were read. */
const read: Record<string, string> = {
  "@logdna/tail-file": "MIT",
  "jsrsasign-util": "MIT",
};

test("the licence of each dependency, of its own dependencies, and of what builds and tests the package is allowed", () => {
  expect(dependencies.length).toBeGreaterThan(100);
  expect(
    dependencies.filter((dependency) => !isAllowed(dependency)).map(({ name, license }) => [name, license]),
  ).toEqual([]);
});

function isAllowed({ name, license = "" }: { name: string; license?: string }): boolean {
  const parts = (read[name] ?? license).replace(/[()]/g, "").split(/ (AND|OR) /);
  const ok = (part: string | undefined) => [...allowed, ...allowedForData].includes(part ?? "");
  return parts.includes("AND") ? parts.filter((part) => part !== "AND").every(ok) : parts.some(ok);
}
