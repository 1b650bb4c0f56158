// Ten tokens on each backend: their life, two operators at once, and a backend that goes away in the middle of an `up`.
// Everything runs on this machine. Prints a table; with --write it puts the table into docs/operations/scale.md.
//
//   npm run backends [-- --only files,s3,postgres] [-- --write]
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { Files } from "./backends/files.mjs";
import { life } from "./backends/life.mjs";
import { losses } from "./backends/loss.mjs";
import { Operator } from "./backends/operator.mjs";
import { operators } from "./backends/operators.mjs";
import { Postgres } from "./backends/postgres.mjs";
import { S3 } from "./backends/s3.mjs";
import { Vendor } from "./backends/vendor.mjs";
import { engine } from "./engine.mjs";

const backends = { files: Files, s3: S3, postgres: Postgres };
const page = new URL("../docs/operations/scale.md", import.meta.url);
const { values } = parseArgs({ options: { only: { type: "string" }, write: { type: "boolean" } } });

const { directory, version } = await engine();
process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;
const columns = [];
for (const name of values.only?.split(",") ?? Object.keys(backends)) columns.push(await column(backends[name]));

const [{ rows }] = columns;
const lines = [
  [`Pulumi ${version}`, ...columns.map(({ title }) => title)],
  ["---", ...columns.map(() => "---")],
  ...rows.map(([question], row) => [question, ...columns.map((column) => column.rows[row][1])]),
];
const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
console.log(table);
if (values.write) {
  const text = await readFile(page, "utf8");
  await writeFile(
    page,
    text.replace(/^\| Pulumi 3\..*(\n\|.*)*/m, () => table),
  );
}

async function column(Backend) {
  const folder = await mkdtemp(join(tmpdir(), "backend-"));
  const backend = new Backend(folder);
  const vendor = await Vendor.start();
  try {
    await backend.start();
    const make = (name) => Operator.create({ name, folder, backend, vendor });
    const all = { backend, vendor, first: await make("first"), second: await make("second") };
    return {
      title: backend.title,
      rows: [...(await life(all)), ...(await operators(all)), ...(await losses(all))],
    };
  } finally {
    await backend.stop();
    await vendor.close();
    await rm(folder, { recursive: true, force: true });
  }
}
