import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import zlib from "node:zlib";

/** The functions that decompress a file, by the ending that the backend adds to its name. */
const readers = { "": (bytes) => bytes, ".gz": zlib.gunzipSync, ".zst": zlib.zstdDecompressSync };

/**
 * Returns the size of a state file in bytes: of its JSON without indentation, and as it is written: indented, or
 * compressed if the backend is configured so (`PULUMI_DIY_BACKEND_GZIP`, `PULUMI_DIY_BACKEND_ZSTD`).
 *
 * @param {string} file its name without compression
 */
export async function stateSize(file) {
  const names = await readdir(dirname(file));
  const ending = Object.keys(readers).find((each) => names.includes(`${basename(file)}${each}`));
  if (ending === undefined) throw new Error(`There is no state in ${dirname(file)}: ${names.join(", ")}`);
  const written = await readFile(join(dirname(file), `${basename(file)}${ending}`));
  const text = readers[ending](written).toString("utf8");
  return { bytes: JSON.stringify(JSON.parse(text)).length, written: written.length };
}

/** @throws if the backend is configured to write files that this Node.js cannot read; call it before a run */
export function refuseUnreadable() {
  const isWritten = /^(1|t|true)$/i.test(process.env.PULUMI_DIY_BACKEND_ZSTD ?? "");
  if (!isWritten || readers[".zst"] !== undefined) return;
  throw new Error(
    "PULUMI_DIY_BACKEND_ZSTD is set, and Node.js reads zstd from 22.15 on: take a later Node.js, or unset it.",
  );
}
