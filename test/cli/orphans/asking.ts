import { Readable, Writable } from "node:stream";
import type { Report } from "../../../cli/status/report";
import { type StatusOptions, status } from "../../../cli/status/status";
import { oauth2 } from "../../../provider/vendors/oauth2/oauth2";
import { exported, minute, now, resourceOf, type Sample } from "../exported-stack";

/** A token of an hour, half of which is over. */
export const token: Sample = { name: "reports", vendor: oauth2, issued: -30 * minute, expires: 30 * minute };

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks for the status of a stack whose export is on standard input. */
export async function ask(
  text: string | Buffer,
  options: Partial<StatusOptions> = {},
  terminal: { isTTY?: boolean; columns?: number } = {},
): Promise<Answer> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const code = await status(
    { sources: [{ file: "-" }], format: "text", failOn: [], within: 0, now, ...options },
    { stdin: Readable.from([Buffer.from(text)]), stdout: Object.assign(stdout, terminal), stderr },
  );
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Asks for the status as JSON. */
export async function reportOf(text: string, options: Partial<StatusOptions> = {}): Promise<Report> {
  return JSON.parse((await ask(text, { ...options, format: "json" })).stdout);
}

/** The status of a token that is alone in its stack. */
export async function tokenOf(sample: Sample, options: Partial<StatusOptions> = {}) {
  const { stacks } = await reportOf(exported([resourceOf(sample)]), options);
  expect(stacks[0]?.problems).toEqual([]);
  return stacks[0]?.tokens[0];
}

class Sink extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
