import { execFile, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const SIGNALS = ["SIGINT", "SIGTERM"];

/** The file name of a program on this system. */
export const fileName = (program) => (process.platform === "win32" ? `${program}.exe` : program);

/** Returns whether a file exists and is executable. */
export async function isExecutable(file) {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Returns the first file with this name in a folder of `PATH`, or `undefined`. */
export async function onPath(file) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, file)))) return join(folder, file);
  }
  return undefined;
}

/** Runs a program and returns its output. Rejects with an error that quotes the end of what it wrote. */
export async function output(command, args, options = {}) {
  try {
    const { stdout } = await promisify(execFile)(command, args, { timeout: 60_000, ...options });
    return stdout.trim();
  } catch (error) {
    throw new Error(
      `${command} ${args[0]}: ${lastLines(`${error.stdout ?? ""}${error.stderr ?? ""}`) || error.message}`,
    );
  }
}

/** Runs a program without a time limit. Signals that end this process also end the program. Rejects as `output` does. */
export function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    const stop = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, stop);
    let errors = "";
    child.stderr.on("data", (data) => {
      errors = (errors + data).slice(-4000);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args[0]} ended with ${signal ?? code}: ${lastLines(errors)}`));
    });
  });
}

const lastLines = (text = "") => text.trim().split("\n").slice(-5).join("\n");
