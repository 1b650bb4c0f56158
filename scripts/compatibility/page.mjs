import { readFile, writeFile } from "node:fs/promises";

const page = new URL("../../docs/compatibility.md", import.meta.url);
const head = ["name", "program runs on", "installed by", "program", "SDK", "engine", "also destroyed the stack of"];

/** Replaces the table of the page on compatibility by one with these rows. */
export async function writeTable(rows) {
  const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map((cell = "") => cell))];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const text = await readFile(page, "utf8");
  await writeFile(
    page,
    text.replace(/^\| name \|.*(\n\|.*)*/m, () => table),
  );
}
