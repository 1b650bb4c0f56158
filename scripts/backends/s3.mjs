import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { goProgram } from "../go-program.mjs";
import { Server } from "./server.mjs";
import { textBelow } from "./text.mjs";

const VERSION = "1.8.0";

/** The S3-compatible server `versitygw`, which keeps its objects in files. */
export class S3 extends Server {
  env = { AWS_ACCESS_KEY_ID: "operator", AWS_SECRET_ACCESS_KEY: "not a secret", AWS_REGION: "us-east-1" };
  title = `S3 (versitygw ${VERSION})`;

  constructor(folder) {
    super();
    this.folder = join(folder, "s3");
  }

  get url() {
    return `s3://state?endpoint=http://127.0.0.1:${this.port}&s3ForcePathStyle=true`;
  }

  async prepare() {
    this.program ??= await goProgram("github.com/versity/versitygw/cmd/versitygw", VERSION);
    await mkdir(join(this.folder, "state"), { recursive: true });
  }

  command() {
    const account = ["--access", this.env.AWS_ACCESS_KEY_ID, "--secret", this.env.AWS_SECRET_ACCESS_KEY];
    return [this.program, ...account, "--port", `127.0.0.1:${this.port}`, "posix", this.folder];
  }

  async answers() {
    const socket = connect(this.port, "127.0.0.1");
    await once(socket, "connect");
    socket.destroy();
    return true;
  }

  /** All that it stores, as text. */
  text() {
    return textBelow(this.folder);
  }
}
