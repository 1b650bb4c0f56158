import type { IncomingHttpHeaders } from "node:http";

/** A request that reached an emulator, read to its end. */
export class EmulatorRequest {
  constructor(
    readonly method: string,
    /** Scheme, host and port as the client addressed them. */
    readonly origin: string,
    /** The path as it was sent, without the query. */
    readonly path: string,
    readonly query: URLSearchParams,
    readonly headers: IncomingHttpHeaders,
    readonly body: string,
    /** The parts of the path that the route named in braces, percent-decoded. */
    readonly params: Readonly<Record<string, string>> = {},
  ) {}

  /** One header, or `undefined`; where it was sent more than once, its values joined by a comma. */
  header(name: string): string | undefined {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /** The media type of the body in lower case, without parameters; empty where none was sent. */
  get mediaType(): string {
    return mediaType(this.header("content-type"));
  }

  /** The body read as `application/x-www-form-urlencoded`, whatever its content type. */
  form(): URLSearchParams {
    return new URLSearchParams(this.body);
  }

  /** The body read as JSON; `undefined` where it is none. */
  json(): unknown {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /** The token of `Authorization: Bearer`, or `undefined`. */
  bearer(): string | undefined {
    return /^bearer +(\S+)$/i.exec(this.header("authorization") ?? "")?.[1];
  }

  /**
   * The two parts of `Authorization: Basic` as they were sent, or `undefined`. A client of an OAuth 2.0 server
   * form-encodes both, see {@link formDecode}.
   */
  basic(): { id: string; secret: string } | undefined {
    return basicCredentials(this.header("authorization") ?? "");
  }

  /** Whether the client takes one of these media types: by name, by wildcard, or by sending no `Accept`. */
  accepts(...types: string[]): boolean {
    const accept = this.header("accept");
    if (accept === undefined) return true;
    const ranges = accept.split(",").map(mediaType);
    return types.some((type) => ranges.some((range) => ["*/*", `${type.split("/")[0]}/*`, type].includes(range)));
  }
}

/** Undoes form encoding (RFC 6749 §2.3.1); text that is not encoded correctly is given back as it is. */
export function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** The credentials of an `Authorization` value of the scheme Basic, or `undefined`. */
export function basicCredentials(authorization: string): { id: string; secret: string } | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : { id: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

/** The media type in a header value, in lower case and without parameters. */
export function mediaType(value: string | undefined): string {
  return value?.split(";")[0]?.trim().toLowerCase() ?? "";
}
