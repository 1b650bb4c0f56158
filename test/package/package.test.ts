import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));

/** What runs on the machine of who installs a package from a registry. `prepare` does not: it is for those who build it. */
const installScripts = ["preinstall", "install", "postinstall"];

test("the published package runs nothing when it is installed, nor does what comes with it", () => {
  const { scripts } = read("package.json") as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => installScripts.includes(name))).toEqual([]);
  // npm runs node-gyp for it, without any script.
  expect(existsSync("binding.gyp")).toBe(false);
  const { packages } = read("package-lock.json") as {
    packages: Record<string, { dev?: boolean; peer?: boolean; hasInstallScript?: boolean }>;
  };
  const installed = Object.entries(packages).filter(([path, { dev, peer }]) => path !== "" && !dev && !peer);
  expect(installed.length).toBeGreaterThan(3);
  const wanted = ["undici", "zod", "jose", "fastest-levenshtein"].map((name) => `node_modules/${name}`);
  expect(installed.map(([path]) => path)).toEqual(expect.arrayContaining(wanted));
  const running = installed.filter(([path, { hasInstallScript }]) => hasInstallScript && wanted.includes(path));
  expect(running).toEqual([]);
});

test("the published package holds what it is made of, the examples that README.md has users copy, and no test or secret", () => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "SECURITY.md",
      "README.md",
      "LICENSE",
      "lib/provider/state-entry.js",
      "cli/status/schema.json",
      "etc/schema.json",
      "lib/plugin/main.js",
    ]),
  );
  const examples = paths.filter((path) => path.startsWith("examples/"));
  expect(examples.filter((path) => path.endsWith("/index.ts"))).toHaveLength(readdirSync("examples").length);
  expect(
    paths.filter(
      (path) =>
        !/^(lib|docs|examples)\/|^(cli\/status|etc)\/schema\.json$|^plugin\/(PulumiPlugin\.yaml|package\.json|pulumi-resource-access-tokens)$|^(README|CHANGELOG|SECURITY)\.md$|^LICENSE$|^package\.json$/.test(
          path,
        ),
    ),
  ).toEqual([]);
  expect(paths.filter((path) => /\.env|\.pem$|\.key$|\.npmrc|\.map$|Pulumi\..*\.yaml$/.test(path))).toEqual([]);
});
