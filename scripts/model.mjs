// Runs any number of the model's sequences: npm run model -- --sequences 100000 --seed 42
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { sequences: { type: "string" }, seed: { type: "string" } } });
const env = {
  ...process.env,
  ...(values.sequences && { MODEL_SEQUENCES: values.sequences }),
  MODEL_SEED: values.seed ?? process.env.MODEL_SEED ?? String(Math.floor(Math.random() * 2 ** 31)),
};
const jest = ["node_modules/jest/bin/jest.js", "--verbose", "test/model"];
process.exitCode = spawnSync(process.execPath, jest, { env, stdio: "inherit" }).status ?? 1;
