import { createRequire } from "node:module";
import { commandTimer } from "./seconds.mjs";

const { clock } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

/**
 * Returns the operations on a stack that are measured, by name. Each returns its seconds.
 *
 * @param stack a stack of the Automation API
 * @param {boolean} lapses whether its resources can be due
 */
export function operationsOf(stack, parallel, lapses) {
  const options = { parallel, color: "never" };
  const due = clock("50 minutes");
  const within = async (env, operation) => {
    const { envVars } = stack.workspace;
    stack.workspace.envVars = { ...envVars, ...env };
    try {
      await operation();
    } finally {
      stack.workspace.envVars = envVars;
    }
  };
  const timed = commandTimer(stack.workspace.pulumiCommand);
  return {
    up: timed(() => stack.up(options)),
    "unchanged preview": timed(() => stack.preview(options)),
    refresh: timed(() => stack.refresh(options)),
    ...(lapses && {
      "preview, all due": timed(() => within(due, () => stack.preview(options))),
      "preview, all due, as in the pipelines": timed(() =>
        within({ ...due, PULUMI_SKIP_CHECKPOINTS: "true" }, () => stack.preview(options)),
      ),
      "up, all renewed": timed(() => within(due, () => stack.up(options))),
    }),
    destroy: timed(() => stack.destroy(options)),
  };
}
