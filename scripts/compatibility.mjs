// Installs the packed package into fresh projects, each with another combination of package manager, language, runtime,
// SDK and engine, and runs the life of one token in each. Each combination refreshes and destroys the stack of the
// previous one. With --write, it puts the table into docs/compatibility.md.
//
//   npm run compatibility [-- --only <name>,<name>] [-- --write]
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Combination } from "./compatibility/combination.mjs";
import { writeTable } from "./compatibility/page.mjs";
import { rows } from "./compatibility/rows.mjs";
import { output } from "./engine/program.mjs";

const { startOAuth2 } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

const { values } = parseArgs({ options: { only: { type: "string" }, write: { type: "boolean" } } });
const all = rows.map(({ name }) => name);
const names = values.only?.split(",") ?? all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no ${unknown.join(", ")}; there are ${all.join(", ")}`);

/** The combinations that passed, with what they destroyed. */
const passed = [];
const folder = await mkdtemp(join(tmpdir(), "compatibility-"));
const server = await startOAuth2();
try {
  for (const name of ["settings", "home", "state"]) await mkdir(join(folder, name));
  const tarball = await pack();
  const chosen = names.map((name) => rows.find((row) => row.name === name));
  const combinations = chosen.map((row) => new Combination(row, folder, server));
  let previous;
  for (const combination of combinations) {
    await reported(combination, async () => {
      await combination.install(tarball);
      await combination.live();
      if (previous !== undefined) await combination.destroy(previous);
      passed.push([...combination.cells, previous?.name]);
      previous = combination;
    });
  }
  if (previous !== undefined) {
    const first = combinations.find(({ token }) => token !== undefined);
    await reported(`what ${previous.name} left, destroyed by ${first.name}`, () => first.destroy(previous));
    passed[0]?.splice(-1, 1, previous.name);
  }
  if (values.write) await writeTable(passed);
} finally {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

/** Packs the package as `npm publish` would, with the build that npm made before this script. */
async function pack() {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const printed = await output("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd });
  return join(folder, JSON.parse(printed)[0].filename);
}

/** Prints a row. If the row fails, so does this script. */
async function reported(what, steps) {
  const begin = Date.now();
  const print = (result, error = "") =>
    console.log(`${result}  ${what}  ${Math.round((Date.now() - begin) / 1000)} s${error}`);
  try {
    await steps();
    print("ok  ");
  } catch (error) {
    process.exitCode = 1;
    print("FAIL", `\n      ${error.message.replaceAll("\n", "\n      ")}`);
  }
}
