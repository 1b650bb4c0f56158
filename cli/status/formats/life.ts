import type { TokenReport } from "../report";

/** Points in the life of a token, from 0 at its start to 1 at its end. */
export interface Life {
  readonly now: number;
  readonly renewal: number;
}

/** Returns the points, or `undefined` if the token has no end. */
export function lifeOf({ expiresAt, issuedAt, renewAt, renewedAt }: TokenReport, now: string): Life | undefined {
  if (expiresAt === null || renewAt === null) return undefined;
  const start = Date.parse(renewedAt ?? issuedAt);
  const length = Math.max(1, Date.parse(expiresAt) - start);
  const place = (time: string) => Math.min(1, Math.max(0, (Date.parse(time) - start) / length));
  return { now: place(now), renewal: place(renewAt) };
}

/** The characters of a bar: for the past and the future, each before and after the token becomes due, and for now. */
export interface Strokes {
  readonly over: readonly [before: string, after: string];
  readonly ahead: readonly [before: string, after: string];
  readonly now: string;
}

export function bar({ now, renewal }: Life, width: number, { ahead, now: mark, over }: Strokes): string {
  const at = Math.min(width - 1, Math.floor(now * width));
  const from = Math.round(renewal * width);
  const cells = Array.from({ length: width }, (_, cell) =>
    cell === at ? mark : (cell < at ? over : ahead)[cell < from ? 0 : 1],
  );
  return cells.join("");
}
