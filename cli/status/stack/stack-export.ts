import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";

/** The source of a stack's state. */
export type Source =
  /** The engine exports the stack with this name, or the selected stack if there is no name. */
  | { readonly stack: string | undefined }
  /** The output of `pulumi stack export` in a file; `-` is standard input. */
  | { readonly file: string };

/** Returns a name for the stack while its state is not known. */
export function nameOf(source: Source): string {
  if ("stack" in source) return source.stack ?? "the selected stack";
  return source.file === "-" ? "standard input" : source.file;
}

/**
 * Returns the text of a stack's exported state.
 *
 * @throws an error whose message the user reads
 */
export async function exportOf(source: Source, stdin: Readable): Promise<string> {
  if ("stack" in source) return byEngine(source.stack);
  return decode(source.file === "-" ? await bytesOf(stdin) : await contentOf(source.file));
}

/** Exports a stack. This needs no passphrase, since secrets stay encrypted. */
function byEngine(stack: string | undefined): Promise<string> {
  const args = ["stack", "export", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])];
  return new Promise((resolve, reject) => {
    execFile("pulumi", args, { maxBuffer: 2 ** 30 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === "ENOENT") {
        reject(
          new Error("there is no pulumi on the PATH; give the output of `pulumi stack export` with --file instead"),
        );
      } else reject(new Error(complaintIn(stderr) ?? `pulumi stack export failed: ${error.message}`));
    });
  });
}

function complaintIn(stderr: string): string | undefined {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  const complaint = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1);
  return complaint?.replace(/^error: /, "pulumi says: ");
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you are not allowed to read it",
};

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new Error(faults[code] ?? `it cannot be read (${code})`);
  }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Decodes the text. Windows PowerShell redirects output in UTF-16 with a byte order mark. */
function decode(bytes: Buffer): string {
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
  return text.replace(/^\uFEFF/, "");
}
