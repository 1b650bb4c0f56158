/** Returns an operation that returns its seconds. */
export const timed = (work) => async () => {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
};

/**
 * Returns a function that makes operations return the seconds of their own Pulumi command. The Automation API runs
 * others after it, for outputs and history, that a user of the command line does not wait for.
 *
 * @param command the program `pulumi` of a workspace
 */
export function commandTimer(command) {
  const run = command.run.bind(command);
  let own;
  command.run = async (args, ...rest) => {
    const begin = performance.now();
    try {
      return await run(args, ...rest);
    } finally {
      own ??= (performance.now() - begin) / 1000;
    }
  };
  return (operation) => async () => {
    own = undefined;
    await operation();
    return own;
  };
}
