import type { TokenReport } from "../report";

/** A mark on the axis of a time line. */
export interface Tick {
  /** Percent of the width. */
  readonly at: number;
  readonly label: string;
}

/**
 * One axis for tokens that live an hour and tokens that live a year. It is logarithmic on both sides of now, so that
 * both are visible.
 */
export class TimeLine {
  readonly #now: number;
  readonly #past: number;
  readonly #future: number;

  constructor(tokens: readonly TokenReport[], now: string) {
    this.#now = Date.parse(now);
    const ends = tokens.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [Date.parse(expiresAt)]));
    // A loop, since spreading very many tokens overflows the call stack.
    let [first, last] = [this.#now - hour, this.#now + hour];
    for (const end of ends) last = Math.max(last, end);
    for (const { issuedAt, renewedAt } of tokens) first = Math.min(first, Date.parse(renewedAt ?? issuedAt));
    this.#past = scaled(this.#now - first);
    this.#future = scaled(last - this.#now) * 1.04;
  }

  /** Returns the position of a time, in percent of the width. */
  at(time: string | number): number {
    const away = (typeof time === "number" ? time : Date.parse(time)) - this.#now;
    const place = this.#past + Math.sign(away) * scaled(Math.abs(away));
    return Math.round(Math.min(1, Math.max(0, place / (this.#past + this.#future))) * 10_000) / 100;
  }

  ticks(): Tick[] {
    const ticks: Tick[] = [{ at: this.at(this.#now), label: "now" }];
    for (const side of [-1, 1]) {
      let last = this.at(this.#now);
      for (const [length, label] of distances) {
        const at = this.at(this.#now + side * length);
        const within = scaled(length) <= (side < 0 ? this.#past : this.#future);
        if (!within || Math.abs(at - last) < 11 || at < 2 || at > 97) continue;
        ticks.push({ at, label: side < 0 ? `\u2212${label}` : `+${label}` });
        last = at;
      }
    }
    return ticks.sort((a, b) => a.at - b.at);
  }
}

const hour = 3_600_000;
const day = 24 * hour;

const distances: readonly [number, string][] = [
  [hour, "1 h"],
  [6 * hour, "6 h"],
  [day, "1 d"],
  [7 * day, "7 d"],
  [30 * day, "30 d"],
  [90 * day, "90 d"],
  [365 * day, "1 y"],
];

function scaled(length: number): number {
  return Math.log1p(length / (hour / 2));
}
