import { join } from "node:path";
import { run } from "../support/programs/example";

// It reads all types, which takes long on a busy machine.
jest.setTimeout(120_000);

test("`npm run docs` finds every link in the comments, and everything that they are about", async () => {
  const { code, stdout, stderr } = await run(join("node_modules", ".bin", "typedoc"), ["--emit", "none"], ".", {});
  expect([code, code === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
});
