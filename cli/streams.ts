import type { Readable, Writable } from "node:stream";

/** The streams of a command: the report goes to `stdout`, complaints and questions to `stderr`. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
}

/** Writes the whole text. Ignores a reader that leaves early, as `head` does. */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null) =>
      error && error.code !== "EPIPE" ? reject(error) : resolve();
    stream.once("error", settle);
    stream.write(text, (error) => {
      if (!error) stream.off("error", settle);
      settle(error);
    });
  });
}
