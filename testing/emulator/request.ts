import type { IncomingHttpHeaders } from "node:http";

/** A request to an emulator, with its whole body. */
export class EmulatorRequest {
  constructor(
    readonly method: string,
    /** The scheme, host and port that the client used. */
    readonly origin: string,
    /** The path as the client sent it, without the query. */
    readonly path: string,
    readonly query: URLSearchParams,
    readonly headers: IncomingHttpHeaders,
    readonly body: string,
    /** The parts of the path that the route named in braces, percent-decoded. */
    readonly params: Readonly<Record<string, string>> = {},
  ) {}

  /** Returns a header, or `undefined`. If it was sent more than once, its values are joined by a comma. */
  header(name: string): string | undefined {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /** The media type of the body in lower case, without parameters; empty if none was sent. */
  get mediaType(): string {
    return mediaType(this.header("content-type"));
  }

  /** Parses the body as `application/x-www-form-urlencoded`, whatever its content type. */
  form(): URLSearchParams {
    return new URLSearchParams(this.body);
  }

  /** Parses the body as JSON; returns `undefined` if it is not JSON. */
  json(): unknown {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /** Returns the token of `Authorization: Bearer`, or `undefined`. */
  bearer(): string | undefined {
    return /^bearer +(\S+)$/i.exec(this.header("authorization") ?? "")?.[1];
  }

  /**
   * Returns the two parts of `Authorization: Basic` as they were sent, or `undefined`. An OAuth 2.0 client form-encodes
   * both, see {@link formDecode}.
   */
  basic(): { id: string; secret: string } | undefined {
    return basicCredentials(this.header("authorization") ?? "");
  }

  /** Returns whether the client accepts one of these media types: by name, by wildcard, or without `Accept`. */
  accepts(...types: string[]): boolean {
    const accept = this.header("accept");
    if (accept === undefined) return true;
    const ranges = accept.split(",").map(mediaType);
    return types.some((type) => ranges.some((range) => ["*/*", `${type.split("/")[0]}/*`, type].includes(range)));
  }
}

/** Undoes form encoding (RFC 6749 §2.3.1). Returns text that is not encoded correctly unchanged. */
export function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** Returns the credentials in a Basic `Authorization` header, or `undefined`. */
export function basicCredentials(authorization: string): { id: string; secret: string } | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : { id: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

/** Returns the media type in a header value, in lower case and without parameters. */
export function mediaType(value: string | undefined): string {
  return value?.split(";")[0]?.trim().toLowerCase() ?? "";
}
