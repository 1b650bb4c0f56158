import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { output } from "../engine/program.mjs";

const system = `${process.platform}-${process.arch}`;

/** The npm packages that have the runtimes. */
const packages = { node: `node-${system}`, bun: `@oven/bun-${system}` };

/** What starts a program, by runtime. */
const commands = { node: ["node"], bun: ["bun"], tsx: ["npx", "--no-install", "tsx"] };

/** Returns the command that starts a program on a runtime such as `node`, `node 22`, `bun 1.4.5` or `tsx 4`. */
export const commandOf = (runtime) => commands[kindOf(runtime)];

/** Whether the runtime takes TypeScript as it is. */
export const takesTypeScript = (runtime) => kindOf(runtime) !== "node";

/** Returns the folder with the program of a runtime, from an npm package; for `node` and `tsx`, the running Node.js. */
export async function folderOfRuntime(runtime, folder) {
  const [kind, version] = runtime.split(" ");
  const running = version === undefined || process.versions.node.startsWith(`${version}.`);
  if (kind === "tsx" || (kind === "node" && running)) return dirname(process.execPath);
  const name = packages[kind];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}\n");
  const options = { cwd: folder, timeout: 300_000 };
  await output("npm", ["install", "--no-save", "--ignore-scripts", `${name}@${version}`], options);
  return join(folder, "node_modules", name, "bin");
}

const kindOf = (runtime) => runtime.split(" ")[0];
