import type { HttpReply, HttpRequest } from "./message";

/** Returns an HTTP response, decoded for vendor code. */
export function replyOf(reply: {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}): HttpReply {
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  return { status: reply.status, headers, text: reply.text, ...jsonIn(reply.text) };
}

/** Returns the headers and the body of a request as they are sent. */
export function encoded(request: HttpRequest): { headers: Record<string, string>; body: string | undefined } {
  const { body, contentType } = bodyOf(request);
  const headers = withoutUndefined({ accept: "application/json", "content-type": contentType, ...request.headers });
  return { headers, body };
}

function bodyOf({ form, json }: HttpRequest): { contentType: string | undefined; body: string | undefined } {
  if (json !== undefined) return { contentType: "application/json", body: JSON.stringify(json) };
  if (form === undefined) return { contentType: undefined, body: undefined };
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((item): [string, string] => [name, item as string]),
  );
  return { contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(pairs).toString() };
}

function withoutUndefined(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Returns the body of a reply if it is a JSON object or array; `json` is `undefined` for any other body. */
export function jsonIn(text: string): Pick<HttpReply, "json" | "jsonArray"> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { json: undefined };
  }
  if (Array.isArray(parsed)) return { json: undefined, jsonArray: parsed };
  return { json: typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined };
}
