import { readdirSync, readFileSync } from "node:fs";

const kinds = { engine: /^\S*pulumi\0/, "provider process": /^\S*node\0.*dynamic-provider/s };

/** The most memory that a process of each kind had, of those that this one started. Linux alone tells. */
export class PeakMemory {
  #peaks = { engine: 0, "provider process": 0 };
  #timer = setInterval(() => this.#look(), 200);

  /** @returns {string} */
  stop() {
    clearInterval(this.#timer);
    return Object.entries(this.#peaks)
      .map(([kind, kilobytes]) => `${kind} ${Math.round(kilobytes / 1024)} MB`)
      .join(", ");
  }

  #look() {
    const all = process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
    for (const pid of all) {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        const kind = Object.keys(kinds).find((kind) => kinds[kind].test(command));
        if (kind === undefined || !isBelow(pid)) continue;
        const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
        this.#peaks[kind] = Math.max(this.#peaks[kind], peak);
      } catch {
        // It has ended meanwhile.
      }
    }
  }
}

function isBelow(pid) {
  const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(parent) === process.pid || (Number(parent) > 1 && isBelow(parent));
}
