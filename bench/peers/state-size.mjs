import { readFile } from "node:fs/promises";

/** How large a state file is: what it says, in bytes of JSON, and as it is written, with the blanks that indent it. */
export async function stateSize(file) {
  const written = await readFile(file, "utf8");
  return { bytes: JSON.stringify(JSON.parse(written)).length, written: written.length };
}
