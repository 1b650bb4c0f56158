/** Prints on standard error that a long step began, and then every ten seconds how long it has been running. */
export async function withProgress(what, step) {
  const begin = Date.now();
  const say = (text) => process.stderr.write(`engine: ${text}\n`);
  const seconds = () => Math.round((Date.now() - begin) / 1000);
  say(what);
  const timer = setInterval(() => say(`still at it after ${seconds()} s`), 10_000);
  try {
    const result = await step();
    say(`done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
