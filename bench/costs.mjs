import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { firstToken } from "./costs/first-token.mjs";
import { logins } from "./costs/logins.mjs";
import { installed } from "./costs/package.mjs";
import { processStart } from "./costs/process-start.mjs";
import { silentServer } from "./costs/silent-server.mjs";
import { median } from "./statistics.mjs";

/** The costs of a token, measured one after the other. Times are medians. */
export async function costs(say) {
  const measure = async (what, run) => {
    const value = await run();
    say(`${what}: ${JSON.stringify(value)}`);
    return value;
  };
  return {
    loading: await measure("milliseconds to load", () => medians("loading.cjs", 11)),
    checkAndDiff: await measure("microseconds of CPU for check and diff", () => medians("check-and-diff.cjs", 5)),
    memory: await measure("bytes of memory a token", () => medians("memory.cjs", 3)),
    processStart: await measure("milliseconds to the first operation", () => processStart(5)),
    firstToken: await measure("seconds from an empty folder to the first token", firstToken),
    logins: await measure("of 100 tokens of one credential", logins),
    silentServer: await measure("of 100 tokens at a server that never answers", silentServer),
    package: await measure("what is installed", installed),
  };
}

/** Returns the medians of the values that a program prints as JSON, each time in a new process. */
async function medians(script, repetitions) {
  const file = fileURLToPath(new URL(`costs/${script}`, import.meta.url));
  const values = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", file]);
    values.push(JSON.parse(stdout));
  }
  return Object.fromEntries(Object.keys(values[0]).map((name) => [name, median(values.map((each) => each[name]))]));
}
