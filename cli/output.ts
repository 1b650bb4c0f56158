import type { Writable } from "node:stream";

/** Writes all of a text. A reader that has seen enough and leaves, as `head` does, is no failure. */
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
