import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createStack } from "../stack.mjs";

const require = createRequire(import.meta.url);
const { CommvaultAccessToken } = require("pulumi-access-tokens");
const { clock } = require("pulumi-access-tokens/testing");

export const TOKENS = 10;

async function program() {
  for (let number = 0; number < TOKENS; number++) new CommvaultAccessToken(`t${number}`);
}

/** Someone who runs the stack `dev` of ten tokens, from a folder and a machine of their own. */
export class Operator {
  static async create({ name, folder, backend, vendor }) {
    const own = join(folder, name);
    await mkdir(own);
    const env = { ...vendor.env, ...backend.env };
    const stack = await createStack({
      name: "dev",
      project: "backends",
      folder: own,
      backend: backend.url,
      program,
      env,
    });
    return new Operator(stack);
  }

  constructor(stack) {
    this.stack = stack;
  }

  /**
   * Runs an operation of the Automation API. A failed one is no error.
   *
   * @param {"up" | "preview" | "refresh" | "destroy"} operation
   * @param {{ during?: () => Promise<void>, offset?: string, options?: object }} more what happens before the program
   * creates a token, how far the clock is moved, and the options of the operation
   */
  async run(operation, { during, offset, options } = {}) {
    const { workspace } = this.stack;
    const { envVars } = workspace;
    if (offset) workspace.envVars = { ...envVars, ...clock(offset) };
    const [started, released] = [new AbortController(), new AbortController()];
    if (during) {
      workspace.program = async () => {
        started.abort();
        await once(released.signal, "abort");
        await program();
      };
    }
    const begin = performance.now();
    const running = this.stack[operation](options).then(
      ({ stderr, stdout }) => ({ ok: true, text: stdout + stderr }),
      ({ message }) => ({ ok: false, text: message }),
    );
    if (during) {
      await Promise.race([once(started.signal, "abort"), running]);
      await during();
      released.abort();
    }
    const result = await running;
    Object.assign(workspace, { envVars, program });
    if (process.env.VERBOSE) console.error(`--- ${operation}\n${result.text}`);
    return { ...result, seconds: Math.round((performance.now() - begin) / 1000) };
  }

  cancel() {
    return this.stack.cancel();
  }

  /** The tokens in state, with their secrets. */
  async tokens() {
    const { resources = [] } = (await this.stack.exportStack()).deployment;
    return resources.filter(({ type }) => type.endsWith(":CommvaultAccessToken"));
  }

  /** The tokens of the vendor that are in no state, as `status --orphans` finds them two hours later. */
  orphans(...args) {
    const { envVars, pulumiHome, workDir } = this.stack.workspace;
    const main = fileURLToPath(new URL("../../lib/cli/main.js", import.meta.url));
    const env = { ...process.env, ...envVars, ...clock("2 hours"), PULUMI_HOME: pulumiHome };
    return new Promise((resolve, reject) => {
      const all = [main, "status", "dev", "--orphans", "--json", ...args];
      execFile(process.execPath, all, { cwd: workDir, env }, (error, stdout, stderr) => {
        if (process.env.VERBOSE) console.error(stdout, stderr);
        if (error) reject(new Error(`status --orphans: ${stderr}`));
        else resolve(JSON.parse(stdout).orphans.tokens);
      });
    });
  }
}
