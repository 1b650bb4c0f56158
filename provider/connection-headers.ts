import { request as http } from "node:http";
import { request as https } from "node:https";
import { text } from "node:stream/consumers";
import type { SecureContextOptions } from "node:tls";
import type { HttpRequest } from "./vendor";

/**
 * Sends a request with headers that concern the connection, which undici refuses to send. It has a connection of its
 * own, and knows no proxy.
 */
export async function exchangeWithConnectionHeaders(
  { connectionHeaders, method, url }: HttpRequest,
  headers: Record<string, string>,
  body: string | undefined,
  tls: SecureContextOptions & { readonly rejectUnauthorized: boolean },
  signal: AbortSignal,
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> {
  const send = url.startsWith("https:") ? https : http;
  const length = String(Buffer.byteLength(body ?? ""));
  return new Promise((resolve, reject) => {
    const options = {
      method,
      agent: false,
      signal,
      ...tls,
      headers: { ...headers, ...connectionHeaders, "content-length": length },
    };
    const request = send(url, options, (response) => {
      text(response).then(
        (read) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: read }),
        reject,
      );
    });
    // Node gives every abort the same code; the signal knows why.
    request.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body);
  });
}
