import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { closing } from "../engine/token-stack";

/** A server of the files in a folder, until the test ends. */
export interface FileServer {
  readonly url: string;
  /** The names of the files that were asked for. */
  readonly asked: readonly string[];
}

export async function serveFiles(folder: string): Promise<FileServer> {
  const asked: string[] = [];
  const server = createServer(async ({ url = "" }, response) => {
    const name = basename(url);
    asked.push(name);
    const content = await readFile(join(folder, name)).catch(() => undefined);
    // The engine takes no file whose length it is not told.
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-length": content.length }).end(content);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closing({
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
