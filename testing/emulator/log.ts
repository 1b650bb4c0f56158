/** One request in an emulator's log. Hashes replace the secrets, see {@link secretHash}. */
export interface LoggedRequest {
  /** The time of arrival (RFC 3339, UTC). */
  at: string;
  /** The HTTP method. */
  method: string;
  /** The path, without the query. */
  path: string;
  /** The query parameters. */
  query: Record<string, string>;
  /** The headers, with names in lower case. `Authorization` is `Bearer sha256:…` or `Basic <client id>:sha256:…`. */
  headers: Record<string, string>;
  /** The fields of a form, the value of a JSON body, or the hash of any other body; `""` if there was none. */
  body: unknown;
  /** The status of the reply; 0 while there is no reply, and if the connection was cut before there was one. */
  status: number;
  /** Set if a fault cut the connection; `after` means that the request was carried out and its reply was lost. */
  cut?: "before" | "after";
  /** `false` if a fault kept the request from being carried out, whatever the status is. */
  carriedOut?: false;
  /** The hashes of the tokens and other secrets in the reply. */
  replyTokens?: string[];
}
