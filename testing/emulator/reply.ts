import type { Fault } from "./fault";

/** The reply of an emulator. */
export interface Reply {
  /** @default 200 */
  status?: number;
  /** Names in lower case. */
  headers?: Record<string, string | string[]>;
  /** Text is sent as it is, any other value as JSON. */
  body?: unknown;
}

/** A reply as it is sent over the network. */
export interface WireReply {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** Returns the reply with its defaults and with its body as text. */
export function wireReply({ status = 200, headers = {}, body = "" }: Reply): WireReply {
  return typeof body === "string"
    ? { status, headers, body }
    : { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** Returns the reply that replaces the usual one, or `undefined` if the fault does not replace it. */
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
