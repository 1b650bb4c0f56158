import { createRequire } from "node:module";

const { clock } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

/**
 * Returns the operations on a stack that are measured, by name.
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
  return {
    up: () => stack.up(options),
    "unchanged preview": () => stack.preview(options),
    refresh: () => stack.refresh(options),
    ...(lapses && {
      "preview, all due": () => within(due, () => stack.preview(options)),
      "preview, all due, as in the pipelines": () =>
        within({ ...due, PULUMI_SKIP_CHECKPOINTS: "true" }, () => stack.preview(options)),
      "up, all renewed": () => within(due, () => stack.up(options)),
    }),
    destroy: () => stack.destroy(options),
  };
}
