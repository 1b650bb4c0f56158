import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import zlib from "node:zlib";

/** How a file is read back, by the ending that the backend adds to its name. */
const readers = { "": (bytes) => bytes, ".gz": zlib.gunzipSync, ".zst": zlib.zstdDecompressSync };

/**
 * How large a state file is: what it says, in bytes of JSON, and as it is written, with the blanks that indent it, or
 * compressed where the backend is told to (`PULUMI_DIY_BACKEND_GZIP`, `PULUMI_DIY_BACKEND_ZSTD`).
 *
 * @param {string} file as it is named where it is not compressed
 */
export async function stateSize(file) {
  const names = await readdir(dirname(file));
  const ending = Object.keys(readers).find((each) => names.includes(`${basename(file)}${each}`));
  if (ending === undefined) throw new Error(`There is no state in ${dirname(file)}: ${names.join(", ")}`);
  const written = await readFile(join(dirname(file), `${basename(file)}${ending}`));
  const text = readers[ending](written).toString("utf8");
  return { bytes: JSON.stringify(JSON.parse(text)).length, written: written.length };
}

/** @throws where the environment has the backend write what this Node.js cannot read: before a run, and not after it */
export function refuseUnreadable() {
  const isWritten = /^(1|t|true)$/i.test(process.env.PULUMI_DIY_BACKEND_ZSTD ?? "");
  if (!isWritten || readers[".zst"] !== undefined) return;
  throw new Error(
    "PULUMI_DIY_BACKEND_ZSTD is set, and Node.js reads zstd from 22.15 on: take a later Node.js, or unset it.",
  );
}
