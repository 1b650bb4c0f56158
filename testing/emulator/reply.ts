import type { Fault } from "./fault";

/** What an emulator answers. */
export interface Reply {
  /** @default 200 */
  status?: number;
  /** Names in lower case. */
  headers?: Record<string, string | string[]>;
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown;
}

/** A reply as it goes over the wire. */
export interface WireReply {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** The reply with its defaults filled in and its body as text. */
export function wireReply({ status = 200, headers = {}, body = "" }: Reply): WireReply {
  return typeof body === "string"
    ? { status, headers, body }
    : { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** The reply that a fault puts in the place of the usual one, or `undefined` where it leaves that alone. */
export function faultReply(fault: Fault): Reply | undefined {
  if (fault.html) {
    const headers = { "content-type": "text/html; charset=utf-8" };
    return { status: fault.status ?? 200, headers, body: fault.body ?? page };
  }
  if (fault.status === undefined && fault.body === undefined) return undefined;
  return { status: fault.status ?? 200, body: fault.body ?? "" };
}

const page = `<!DOCTYPE html>
<html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1></body></html>
`;
