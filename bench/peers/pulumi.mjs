import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStack } from "../../scripts/stack.mjs";
import { stateSize } from "./state-size.mjs";

const require = createRequire(import.meta.url);
const { clock } = require("pulumi-access-tokens/testing");

/**
 * A peer that is a Pulumi program.
 *
 * @param {string} module the file beside this one that exports `program(names)`
 * @param {boolean} lapses whether its resources can be due
 */
export const pulumiPeer = (module, lapses) => async (work) => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const { program } = require(`./${module}.cjs`);
  const stack = await createStack({
    // The names of the stack, the project and the tokens make a URN of 80 characters.
    name: "s",
    project: "p",
    folder,
    backend: work.backend,
    program: program(work.names),
    env: work.env,
  });
  const options = { parallel: work.parallel, color: "never" };
  const moved = clock("50 minutes");
  const ahead = async (operation) => {
    const { envVars } = stack.workspace;
    stack.workspace.envVars = { ...envVars, ...moved };
    try {
      await operation();
    } finally {
      stack.workspace.envVars = envVars;
    }
  };
  const operations = {
    up: () => stack.up(options),
    "unchanged preview": () => stack.preview(options),
    refresh: () => stack.refresh(options),
    ...(lapses && {
      "preview, all due": () => ahead(() => stack.preview(options)),
      "up, all renewed": () => ahead(() => stack.up(options)),
    }),
    destroy: () => stack.destroy(options),
  };
  return {
    operations,
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
