/** A client's certificate and its private key, in PEM form. */
export interface ClientCertificate {
  /** The certificate, and after it those of the authorities between it and the root. */
  readonly certificate: string;
  /** The private key of the first certificate. */
  readonly privateKey: string;
}

/** A request to a vendor. At most one of `form` and `json` is its body. */
export interface HttpRequest {
  /** The HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The whole address, with its query. */
  readonly url: string;
  /** The headers by name. Those with the value `undefined` are left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as `application/x-www-form-urlencoded`. Fields with the value `undefined` are left out. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as `application/json`. Fields with the value `undefined` are left out. */
  readonly json?: unknown;
  /** Headers for a single connection, such as `Keep-Alive`. Common HTTP clients refuse to send them. */
  readonly connectionHeaders?: Readonly<Record<string, string>>;
  /**
   * Whether carrying it out twice has the same effect as once. Then it may be sent again after a lost reply. A request
   * that issues something is never idempotent: it is sent again only if the server did not receive it, or after a 429.
   */
  readonly idempotent: boolean;
  /** The certificate with which the client identifies itself on the connection (mutual TLS). */
  readonly clientCertificate?: ClientCertificate | undefined;
  /**
   * Returns the request for another try, if the server takes a part of it only once, such as an assertion's `jti`. It
   * must be for the same server.
   */
  readonly again?: () => Promise<HttpRequest>;
}

/** An HTTP response of a vendor. */
export interface HttpReply {
  /** The HTTP status. */
  readonly status: number;
  /** The headers by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it was received. */
  readonly text: string;
  /** The body if it is a JSON object, else `undefined`. An array is in `jsonArray`. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** The body if it is a JSON array (some vendors list tokens this way), else `undefined`. */
  readonly jsonArray?: readonly unknown[] | undefined;
  /** When the request was sent, by the clock of this machine, in milliseconds since the epoch. */
  readonly sentAt?: number;
  /** For a 429: when requests are accepted again, in milliseconds since the epoch, if the server says so. */
  readonly limitedUntil?: number | undefined;
  /** For a 429: how often the server refused requests of this run in a row, this one included. */
  readonly refusals?: number;
  /** For a 429: the time since the first of those refusals, in milliseconds. */
  readonly refusedFor?: number;
}

/**
 * Sends a request and returns the reply, whatever its status. After a 429 it waits and sends the request again. If the
 * limit lasts too long to wait for, it returns the 429. Until that limit ends, all requests that the server counts
 * together get the same 429 and are not sent.
 *
 * @throws TokenError `NOT_SENT` or `REPLY_LOST`.
 */
export type Send = (request: HttpRequest) => Promise<HttpReply>;
