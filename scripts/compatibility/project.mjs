import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "../engine/program.mjs";
import { commandOf, takesTypeScript } from "./runtime.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const compilerOptions = {
  // Both are as in Pulumi's own templates.
  cjs: { module: "commonjs", moduleResolution: "node" },
  esm: { module: "nodenext", moduleResolution: "nodenext" },
};

const yarn = ["npx", "--yes", "--package", "@yarnpkg/cli-dist@4", "yarn"];

const installers = {
  npm: { install: ["npm", "install", "--prefer-offline"] },
  "npm workspaces": { install: ["npm", "install", "--prefer-offline"], workspace: "infrastructure" },
  // Without hoisting, a package finds only its declared dependencies.
  pnpm: { install: ["npx", "--yes", "pnpm@10", "install", "--prefer-offline", "--config.hoist=false"] },
  bun: { install: ["bun", "install"] },
  // Yarn's `node` finds the packages, and so does what it starts: the engine, and the provider process.
  "yarn pnp": { install: [...yarn, "install", "--no-immutable"], start: [...yarn, "node"] },
};

/**
 * Creates the project of a row in a new folder, as a user would: installs the packed package and the SDK, and compiles
 * TypeScript with the project's own compiler, unless the runtime takes it as it is.
 *
 * @returns the folder of the project, the name of its program, and the command that starts programs there
 */
export async function createProject({ installer, runtime, program, sdk }, tarball, root, env) {
  const [language, modules] = program.split(" ");
  const { install, workspace = "", start = commandOf(runtime) } = installers[installer];
  const folder = join(root, workspace);
  await mkdir(folder, { recursive: true });
  if (workspace !== "") await writeJson(root, "package.json", { private: true, workspaces: [workspace] });
  const compiler = { "@types/node": "^20.0.0", typescript: "^5.9.0" };
  await writeJson(folder, "package.json", {
    name: "infrastructure",
    version: "0.0.0",
    private: true,
    type: modules === "esm" ? "module" : "commonjs",
    dependencies: { "@pulumi/pulumi": sdk, "pulumi-access-tokens": `file:${tarball}` },
    devDependencies: {
      ...(language === "ts" && !takesTypeScript(runtime) ? compiler : {}),
      ...(runtime.startsWith("tsx") ? { tsx: runtime.split(" ")[1] } : {}),
    },
  });
  const file = language === "ts" ? "program.ts" : { cjs: "program.cjs", esm: "program.mjs" }[modules];
  await copyFile(join(here, "programs", file), join(folder, file));
  await copyFile(join(here, "operate.mjs"), join(folder, "operate.mjs"));
  await run(install, root, env);
  if (language === "js" || takesTypeScript(runtime)) return { folder, program: file, start };

  const target = { target: "es2022", strict: true, outDir: "compiled", types: ["node"] };
  await writeJson(folder, "tsconfig.json", {
    compilerOptions: { ...target, ...compilerOptions[modules] },
    files: [file],
  });
  await run(["npx", "--no-install", "tsc"], folder, env);
  return { folder, program: "compiled/program.js", start };
}

function writeJson(folder, name, content) {
  return writeFile(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
}

function run([command, ...args], cwd, env) {
  return output(command, args, { cwd, env, timeout: 300_000 });
}
