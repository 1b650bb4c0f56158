// Runs the quickstart on the real engine, in one command on a fresh clone: installs and builds what is missing, then
// runs scripts/quickstart/steps.mjs. It leaves only node_modules, lib, and the engine in its cache.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.version}.`);
  process.exit(1);
}

process.chdir(root);
if (!existsSync("node_modules/.package-lock.json")) npm("ci", "--no-audit", "--no-fund");
if (!existsSync("lib/provider/index.js")) npm("run", "--silent", "build");

const { quickstart } = await import("./quickstart/steps.mjs");
await quickstart();

/** Runs npm, and ends this process if npm fails. */
function npm(...args) {
  console.log(`npm ${args.join(" ")}`);
  const { status } = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
