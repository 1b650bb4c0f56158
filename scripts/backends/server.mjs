import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort, until } from "../peers/process.mjs";

/**
 * A server on a port of its own, which is started, killed and started again. A class of it gives `prepare()`,
 * `command()` and `answers()`.
 */
export class Server {
  /** How the server is killed. */
  signal = "SIGKILL";
  /** The options of its process. */
  options = {};

  async start() {
    this.port ??= await freePort();
    await this.prepare();
    const [command, ...args] = this.command();
    this.process = spawn(command, args, { stdio: "ignore", ...this.options });
    await once(this.process, "spawn");
    await until(() => this.answers(), 30_000);
  }

  /** Kills the server. It returns when the process has ended. */
  async stop() {
    if (this.process === undefined || this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill(this.signal);
    await once(this.process, "exit");
  }
}
