import { readdirSync, readFileSync } from "node:fs";

const kinds = { engine: /^\S*pulumi\0/, "provider process": /^\S*node\0.*dynamic-provider/s };
/** In which `/proc` counts. */
const ticksPerSecond = 100;

/** Measures the engines and provider processes that this process started. It works only on Linux. */
export class Costs {
  #seen = new Map();
  #timer = setInterval(() => this.#look(), 100);

  /**
   * Returns the processor time of all processes of each kind, and the most memory that one of them used.
   *
   * @returns {string}
   */
  stop() {
    clearInterval(this.#timer);
    return Object.keys(kinds)
      .map((kind) => {
        const all = [...this.#seen.values()].filter((each) => each.kind === kind);
        const seconds = all.reduce((sum, each) => sum + each.seconds, 0);
        const megabytes = Math.max(0, ...all.map((each) => each.megabytes));
        return `${kind} ${seconds.toFixed(1)} s of processor, ${megabytes.toFixed(0)} MB`;
      })
      .join("; ");
  }

  #look() {
    const all = process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
    for (const pid of all) {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        const kind = Object.keys(kinds).find((kind) => kinds[kind].test(command));
        if (kind !== undefined && isBelow(pid)) this.#seen.set(pid, { kind, ...costsOf(pid) });
      } catch {
        // The process has ended.
      }
    }
  }
}

function costsOf(pid) {
  const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0;
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ").slice(11, 13);
  return { seconds: (Number(user) + Number(system)) / ticksPerSecond, megabytes: Number(peak) / 1024 };
}

function isBelow(pid) {
  const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(parent) === process.pid || (Number(parent) > 1 && isBelow(parent));
}
