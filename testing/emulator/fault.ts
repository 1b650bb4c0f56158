import { z } from "zod";

/**
 * A failure of the next requests to an emulator. `status`, `body` and `html` replace the reply: the emulator does not
 * carry out the request, unless you set `carriedOut`. With all other fields it does. For a redirect, give a `status`
 * and the header `location`.
 */
export interface Fault {
  /** The number of requests that fail. @default 1 */
  count?: number | undefined;
  /** Only requests whose path contains this text. */
  match?: string | undefined;
  /** Only requests with this method. */
  method?: string | undefined;
  /** Answer with this status. */
  status?: number | undefined;
  /** Answer with this body. Text is sent as it is, any other value as JSON. */
  body?: unknown;
  /** Headers added to the reply. */
  headers?: Record<string, string> | undefined;
  /** The content type of the reply. */
  contentType?: string | undefined;
  /** Milliseconds to wait before the reply is sent. The request is carried out before the wait. */
  delay?: number | undefined;
  /** Cut the connection before the request is carried out, or after that and before the reply. */
  cut?: "before" | "after" | undefined;
  /** Answer with an HTML page, as a proxy or a login page does. The status is 200 unless you give one. */
  html?: true | undefined;
  /** Carry out the request before `status`, `body` or `html` replace the reply. */
  carriedOut?: true | undefined;
  /** New values for fields of the JSON reply, by path: `{"tokenInfo.accessToken": 7}`. */
  set?: Record<string, unknown> | undefined;
  /** Fields to leave out of the JSON reply, by path. */
  omit?: readonly string[] | undefined;
  /** Pad the reply with spaces to this number of bytes. */
  size?: number | undefined;
  /** Send only the first half of the reply, as if it were complete. */
  truncate?: true | undefined;
}

const schema = z.strictObject({
  count: z.number().int().positive().default(1),
  match: z.string().optional(),
  method: z.string().optional(),
  status: z.number().int().min(200).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  contentType: z.string().optional(),
  delay: z.number().int().nonnegative().optional(),
  cut: z.enum(["before", "after"]).optional(),
  html: z.literal(true).optional(),
  carriedOut: z.literal(true).optional(),
  set: z.record(z.string(), z.unknown()).optional(),
  omit: z.array(z.string()).optional(),
  size: z.number().int().positive().optional(),
  truncate: z.literal(true).optional(),
}) satisfies z.ZodType<Fault & { count: number }, Fault>;

type ParsedFault = z.output<typeof schema>;

/** The faults that have not happened yet. Each request takes the oldest one that matches. */
export class FaultQueue {
  private faults: ParsedFault[] = [];

  /** Throws if `fault` is not a valid fault. */
  add(fault: unknown): void {
    this.faults.push(schema.parse(fault));
  }

  clear(): void {
    this.faults = [];
  }

  take(method: string, path: string): ParsedFault | undefined {
    const fault = this.faults.find(
      (each) => path.includes(each.match ?? "") && (each.method ?? method).toUpperCase() === method,
    );
    if (fault !== undefined && --fault.count === 0) this.faults = this.faults.filter((each) => each !== fault);
    return fault;
  }
}
