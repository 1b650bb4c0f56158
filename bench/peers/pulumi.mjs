import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStack } from "../../scripts/stack.mjs";
import { operationsOf } from "./operations.mjs";
import { stateSize } from "./state-size.mjs";

const require = createRequire(import.meta.url);

/**
 * A peer that is a Pulumi program.
 *
 * @param {string} module the file beside this one that exports `program(names, credentials)`
 * @param {{ lapses?: boolean, asArguments?: boolean }} kind whether its resources can be due, and whether the program
 * gives them the credential
 */
export const pulumiPeer =
  (module, { lapses = true, asArguments = false } = {}) =>
  async (work) => {
    const folder = await mkdtemp(join(tmpdir(), "bench-"));
    const { program } = require(`./${module}.cjs`);
    const stack = await createStack({
      // The names of the stack, the project and the tokens make a URN of 80 characters.
      name: "s",
      project: "p",
      folder,
      backend: work.backend,
      program: program(work.names, work.credentials),
      env: asArguments ? {} : work.env,
    });
    return {
      operations: operationsOf(stack, work.parallel, lapses),
      async stateBytes() {
        if (work.backend !== undefined) return undefined;
        return stateSize(join(folder, "state/.pulumi/stacks/p/s.json"));
      },
      async close() {
        if (work.backend !== undefined) await stack.workspace.removeStack("s", { force: true });
        await rm(folder, { recursive: true, force: true });
      },
    };
  };
