/** A request to a vendor. At most one of `form` and `json` is its body. */
export interface HttpRequest {
  /** The HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The whole address, with its query. */
  readonly url: string;
  /** By name; what is `undefined` is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as `application/x-www-form-urlencoded`; what is `undefined` is left out. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as `application/json`; what is `undefined` is left out. */
  readonly json?: unknown;
  /** Headers that concern one connection alone, as `Keep-Alive`: common clients refuse to send them. */
  readonly connectionHeaders?: Readonly<Record<string, string>>;
  /**
   * Carrying it out twice is the same as once, so it may be sent again after a lost reply. A request that issues
   * something never is: it is sent again only where nothing was sent, or after 429.
   */
  readonly idempotent: boolean;
}

/** What a vendor answered. */
export interface HttpReply {
  /** The HTTP status. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came. */
  readonly text: string;
  /** The body, where it is a JSON object; else `undefined`. An array is in `jsonArray`. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** The body, where it is a JSON array, as some vendors list tokens; else `undefined`. */
  readonly jsonArray?: readonly unknown[] | undefined;
  /** When the request was sent by the clock of this machine, in milliseconds since the epoch. */
  readonly sentAt?: number;
  /** Of a 429: when requests are accepted again, in milliseconds since the epoch, as far as the server said. */
  readonly limitedUntil?: number | undefined;
  /** Of a 429: how often the server refused in a row, this one included, whichever request of the run it was. */
  readonly refusals?: number;
  /** Of a 429: how long it is since the first of those, in milliseconds. */
  readonly refusedFor?: number;
}

/**
 * Sends a request and gives the reply, whatever its status. After a 429 it waits and sends again; where the limit lasts
 * too long for that, it gives the 429, and until it ends gives the same to all that the server counts together with it.
 *
 * @throws TokenError `NOT_SENT` or `REPLY_LOST`.
 */
export type Send = (request: HttpRequest) => Promise<HttpReply>;
