import { request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";
import type { SecureContextOptions } from "node:tls";
import type { HttpRequest } from "./message";
import { markUnconnected, tooLarge } from "./transport-error";

/**
 * Sends a request with connection headers, which undici refuses to send. The request gets its own connection and does
 * not use a proxy.
 */
export async function exchangeWithConnectionHeaders(
  { connectionHeaders, method, url }: HttpRequest,
  headers: Record<string, string>,
  body: string | undefined,
  tls: SecureContextOptions & { readonly rejectUnauthorized: boolean },
  signal: AbortSignal,
  largestReply: number,
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> {
  const isSecure = url.startsWith("https:");
  const length = String(Buffer.byteLength(body ?? ""));
  const all = { ...headers, ...connectionHeaders, "content-length": length };
  return new Promise((resolve, reject) => {
    let connected = false;
    const request = (isSecure ? https : http)(url, { method, agent: false, signal, ...tls, headers: all });
    request.on("socket", (socket) => socket.once(isSecure ? "secureConnect" : "connect", () => (connected = true)));
    request.on("response", (response) =>
      read(response, largestReply).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        (error) => reject(signal.aborted ? signal.reason : error),
      ),
    );
    request.on("error", (error) => {
      // Node gives every abort the same code; the signal has the reason.
      if (signal.aborted) return reject(signal.reason);
      if (!connected) markUnconnected(error);
      reject(error);
    });
    request.end(body);
  });
}

async function read(response: IncomingMessage, largestReply: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestReply) throw Object.assign(new Error("too large"), { code: tooLarge });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
