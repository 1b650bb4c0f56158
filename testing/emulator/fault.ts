import { z } from "zod";

/**
 * What an emulator does to the next requests instead of answering them as usual. `status`, `body` and `html` take the
 * place of the answer: the request is not carried out, unless `carriedOut` says so. All else leaves that to happen. A
 * redirect is a `status` and the header `location`.
 */
export interface Fault {
  /** How many requests it meets. @default 1 */
  count?: number | undefined;
  /** Only requests whose path contains this text. */
  match?: string | undefined;
  /** Only requests of this method. */
  method?: string | undefined;
  /** Answer with this status. */
  status?: number | undefined;
  /** Answer with this body; anything but text is sent as JSON. */
  body?: unknown;
  /** Headers added to the reply. */
  headers?: Record<string, string> | undefined;
  /** The content type of the reply. */
  contentType?: string | undefined;
  /** Milliseconds to wait with the reply; the request has been carried out by then. */
  delay?: number | undefined;
  /** Cut the connection before the request is carried out, or after it and before the reply. */
  cut?: "before" | "after" | undefined;
  /** Answer with an HTML page, as a proxy or a login page does; with 200 where no status is given. */
  html?: true | undefined;
  /** The request is carried out before `status`, `body` or `html` take the place of its answer. */
  carriedOut?: true | undefined;
  /** Fields of the JSON reply that get another value, by path: `{"tokenInfo.accessToken": 7}`. */
  set?: Record<string, unknown> | undefined;
  /** Fields that are left out of the JSON reply, by path. */
  omit?: readonly string[] | undefined;
  /** Blanks are added to the reply until it has so many bytes. */
  size?: number | undefined;
  /** Only the first half of the reply is sent, as if it were all. */
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

/** The faults that are still to happen; each request takes the oldest one that fits. */
export class FaultQueue {
  private faults: ParsedFault[] = [];

  /** Throws where `fault` is none. */
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
