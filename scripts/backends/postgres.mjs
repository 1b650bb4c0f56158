import { chown, mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { onPath, output } from "../engine/program.mjs";
import { Server } from "./server.mjs";

/** The PostgreSQL whose `postgres` is on `PATH`. It refuses to run as root, so root runs it as the user `postgres`. */
export class Postgres extends Server {
  env = {};
  // Ends its children too, at once.
  signal = "SIGQUIT";

  constructor(folder) {
    super();
    this.parent = folder;
    this.folder = join(folder, "postgres");
  }

  get url() {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  async prepare() {
    if (this.programs !== undefined) return;
    const command = await onPath("postgres");
    if (!command) throw new Error("no `postgres` on PATH");
    this.programs = dirname(await realpath(command));
    const version = await output(command, ["--version"]);
    this.title = `PostgreSQL ${/\d+\.\d+/.exec(version)[0]}`;
    await mkdir(this.folder);
    if (process.getuid() === 0) {
      const [uid, gid] = await Promise.all(
        ["-u", "-g"].map(async (id) => Number(await output("id", [id, "postgres"]))),
      );
      for (const folder of [this.parent, this.folder]) await chown(folder, uid, gid);
      this.options = { uid, gid, cwd: this.folder };
    }
    const initdb = ["--auth", "trust", "--username", "postgres", "--pgdata", this.folder];
    await output(join(this.programs, "initdb"), initdb, this.options);
  }

  command() {
    const own = ["-p", String(this.port), "-h", "127.0.0.1", "-k", this.folder];
    return [join(this.programs, "postgres"), "-D", this.folder, ...own];
  }

  async answers() {
    await this.query("select 1");
    return true;
  }

  query(text) {
    return output(join(this.programs, "psql"), ["--tuples-only", "--no-align", "--command", text, this.url], {
      ...this.options,
      maxBuffer: 2 ** 28,
    });
  }

  /** All that it stores, as text. */
  text() {
    return this.query("select key, convert_from(decode(data->>'data', 'base64'), 'UTF8') from pulumi_state");
  }
}
