/** One request in an emulator's log. Secrets stand in it as hashes, see {@link secretHash}. */
export interface LoggedRequest {
  /** When it arrived (RFC 3339, UTC). */
  at: string;
  /** The HTTP method. */
  method: string;
  /** The path, without the query. */
  path: string;
  /** The parameters of the query. */
  query: Record<string, string>;
  /** Names in lower case. `Authorization` reads `Bearer sha256:…` or `Basic <client id>:sha256:…`. */
  headers: Record<string, string>;
  /** The fields of a form or the value of a JSON body; the hash of any other body; `""` where there was none. */
  body: unknown;
  /** The status of the reply; 0 while there is none, and where the connection was cut before there was one. */
  status: number;
  /** Where a fault cut the connection: `after` means that the request was carried out and its reply lost. */
  cut?: "before" | "after";
  /** Where a fault kept the request from being carried out, whatever the status says. */
  carriedOut?: false;
  /** The hashes of the tokens and other secrets in the reply. */
  replyTokens?: string[];
}
