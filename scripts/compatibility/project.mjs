import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "../engine/program.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const compilerOptions = {
  // Both are as in Pulumi's own templates.
  cjs: { module: "commonjs", moduleResolution: "node" },
  esm: { module: "nodenext", moduleResolution: "nodenext" },
};

const installers = {
  npm: { command: ["npm", "install", "--prefer-offline"], workspace: undefined },
  "npm workspaces": { command: ["npm", "install", "--prefer-offline"], workspace: "infrastructure" },
  // Without hoisting, a package finds only its declared dependencies.
  pnpm: {
    command: ["npx", "--yes", "pnpm@10", "install", "--prefer-offline", "--config.hoist=false"],
    workspace: undefined,
  },
};

/**
 * Creates the project of a row in a new folder, as a user would: installs the packed package and the SDK, and compiles
 * TypeScript with the project's own compiler.
 *
 * @returns the folder of the project and the name of its program
 */
export async function createProject({ installer, language, modules, sdk }, tarball, root) {
  const { command, workspace } = installers[installer];
  const folder = workspace === undefined ? root : join(root, workspace);
  await mkdir(folder, { recursive: true });
  if (workspace !== undefined) await writeJson(root, "package.json", { private: true, workspaces: [workspace] });
  await writeJson(folder, "package.json", {
    name: "infrastructure",
    version: "0.0.0",
    private: true,
    type: modules === "esm" ? "module" : "commonjs",
    dependencies: { "@pulumi/pulumi": sdk, "pulumi-access-tokens": `file:${tarball}` },
    devDependencies: language === "ts" ? { "@types/node": "^20.0.0", typescript: "^5.9.0" } : {},
  });
  const program = language === "ts" ? "program.ts" : { cjs: "program.cjs", esm: "program.mjs" }[modules];
  await copyFile(join(here, "programs", program), join(folder, program));
  await copyFile(join(here, "operate.mjs"), join(folder, "operate.mjs"));
  await run(command, root);
  if (language === "js") return { folder, program };

  const target = { target: "es2022", strict: true, outDir: "compiled", types: ["node"] };
  await writeJson(folder, "tsconfig.json", {
    compilerOptions: { ...target, ...compilerOptions[modules] },
    files: [program],
  });
  await run(["npx", "--no-install", "tsc"], folder);
  return { folder, program: "compiled/program.js" };
}

function writeJson(folder, name, content) {
  return writeFile(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
}

function run([command, ...args], cwd) {
  return output(command, args, { cwd, timeout: 300_000 });
}
