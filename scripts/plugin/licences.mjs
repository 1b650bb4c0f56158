import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Returns the licences of this package, of Node.js and of these packages, as each licence demands of copies. */
export async function licencesOf(packages) {
  const texts = [];
  for (const folder of [".", ...packages]) {
    const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    texts.push(section(`${name} ${version}`, await licenceIn(folder)));
  }
  texts.push(section(`Node.js ${process.version}`, await licenceOfNode()));
  return texts.join("\n");
}

async function licenceIn(folder) {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFile(join(folder, file), "utf8");
  const { license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return `Licence: ${license}`;
}

/** An official Node.js has it beside its `bin` folder, on Windows beside the program. */
async function licenceOfNode() {
  const folder = dirname(process.execPath);
  for (const file of [join(folder, "..", "LICENSE"), join(folder, "LICENSE"), "/usr/share/doc/nodejs/LICENSE"]) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  return `https://github.com/nodejs/node/blob/${process.version}/LICENSE`;
}

function section(title, text) {
  return `${"=".repeat(78)}\n${title}\n\n${text.trim()}\n`;
}
