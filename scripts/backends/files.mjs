import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { textBelow } from "./text.mjs";

/** The state in files. While the backend is gone, a file is in the place of the folder, so nothing can be read or written. */
export class Files {
  env = {};
  title = "files";

  constructor(folder) {
    this.folder = join(folder, "files");
    this.url = pathToFileURL(this.folder).href;
  }

  async start() {
    if (!this.gone) return mkdir(this.folder);
    await rm(this.folder);
    await rename(`${this.folder}.gone`, this.folder);
    this.gone = false;
  }

  async stop() {
    if (this.gone) return;
    this.gone = true;
    await rename(this.folder, `${this.folder}.gone`);
    await writeFile(this.folder, "");
  }

  /** All that it stores, as text. */
  text() {
    return textBelow(this.folder);
  }
}
