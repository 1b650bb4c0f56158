import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The time of a model: that of this test with its emulators, and of every process that has its `env`. */
export class ModelClock {
  /** Milliseconds since the epoch. */
  now = Date.UTC(2026, 5, 7, 8, 9, 10);
  readonly env: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "clock-"));
  readonly #actual = globalThis.Date;

  constructor() {
    const preload = path.join(__dirname, "clock-preload.cjs");
    const MODEL_CLOCK = path.join(this.#folder, "now");
    const NODE_OPTIONS = [process.env.NODE_OPTIONS, `--require ${JSON.stringify(preload)}`].filter(Boolean).join(" ");
    this.env = { MODEL_CLOCK, NODE_OPTIONS };
    this.#write();
    process.env.MODEL_CLOCK = MODEL_CLOCK;
    jest.isolateModules(() => require(preload));
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.#write();
  }

  close(): void {
    globalThis.Date = this.#actual;
    rmSync(this.#folder, { recursive: true });
  }

  #write(): void {
    writeFileSync(this.env.MODEL_CLOCK ?? "", new Uint8Array(new Float64Array([this.now]).buffer));
  }
}
