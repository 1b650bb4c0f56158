import type { ServerResponse } from "node:http";
import { secretHash } from "../../../testing";
import { type Loopback, type Received, serve } from "./loopback";

/** An answer that repeats something. */
export type Echo = (words: string) => { status: number; text: string; location?: string };

/** How a server may write what it was sent into its answer. */
export const echoes: Readonly<Record<string, Echo>> = {
  clear: (words) => error(words),
  "base64 at the first alignment": (words) => error(base64(words)),
  "base64 at the second alignment": (words) => error(base64(`a${words}`)),
  "base64 at the third alignment": (words) => error(base64(`ab${words}`)),
  base64url: (words) => error(Buffer.from(words).toString("base64url")),
  "URL encoding": (words) => error(encodeURIComponent(words)),
  "form encoding": (words) => error(new URLSearchParams({ "": words }).toString()),
  JSON: (words) => error(JSON.stringify({ words })),
  HTML: (words) => error(inHtml(words)),
  "the code of an error": (words) => ({ status: 400, text: JSON.stringify({ error: words, errorCode: words }) }),
  "an error of the server": (words) => ({ ...error(words), status: 500 }),
  "a success": (words) => ({ ...error(words), status: 200 }),
  "a page": (words) => ({ status: 400, text: `<!DOCTYPE html><title>${inHtml(words)}</title><p>${words}` }),
  "a redirect": (words) => ({ status: 302, text: "", location: `https://example.com/?${encodeURIComponent(words)}` }),
};

/** A server that passes requests on to another, where there is one, or repeats what it was sent. */
export class EchoServer {
  /** What it says of a request, in place of passing it on. */
  echo: ((request: Received) => ReturnType<Echo> | undefined) | undefined;
  /** The strings in the replies that it passed back. */
  readonly #passed = new Set<string>();
  readonly #server: Loopback;

  constructor(server: Loopback) {
    this.#server = server;
  }

  get origin(): string {
    return this.#server.origin;
  }

  async answer(reply: ServerResponse, request: Received, target: string | undefined): Promise<void> {
    const said = this.echo?.(request);
    if (said !== undefined || target === undefined) {
      const { location, status, text } = said ?? { status: 404, text: "" };
      reply.writeHead(status, location === undefined ? {} : { location }).end(text);
      return;
    }
    const { body, headers, method, url } = request;
    const { connection, host, "content-length": length, ...others } = headers;
    const init = { method, headers: others as Record<string, string>, ...(body === "" ? {} : { body }) };
    const passed = await fetch(target + url, init);
    const text = await passed.text();
    for (const words of stringsOf(text)) this.#passed.add(words);
    const cookies = passed.headers.getSetCookie();
    reply.writeHead(passed.status, cookies.length === 0 ? {} : { "set-cookie": cookies }).end(text);
  }

  /** The strings in replies that it passed back, by the hashes that the log of the server behind it has of them. */
  passed(hashes: readonly string[]): string[] {
    return [...this.#passed].filter((words) => hashes.includes(secretHash(words)));
  }
}

export async function echoServer(target?: string): Promise<EchoServer> {
  let made: EchoServer | undefined;
  made = new EchoServer(await serve((reply, _, request) => void made?.answer(reply, request, target)));
  return made;
}

const usual = /^(host|connection|accept|content-type|content-length|user-agent|keep-alive|transfer-encoding)$/;

/** What a server may have of a request to repeat: the headers that are not everyone's, and what the body holds. */
export function wordsIn({ body, headers }: Received): string[] {
  const own = Object.entries(headers).filter(([name]) => !usual.test(name));
  const values = own.flatMap(([, value = ""]) => [String(value), String(value).replace(/^\S+ /, "")]);
  const isJson = headers["content-type"]?.startsWith("application/json");
  const fields = isJson ? stringsIn(JSON.parse(body)) : [...new URLSearchParams(body).values()];
  return [...new Set([...values, ...fields])].filter((words) => words.length > 5);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function stringsOf(text: string): string[] {
  try {
    return stringsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

/** An error in the words of every vendor. */
function error(words: string) {
  const fields = ["error_description", "message", "errorMessage", "errorMsg", "errLogMessage", "title", "detail"];
  const said = Object.fromEntries(fields.map((field) => [field, `it was ${words}`]));
  const text = JSON.stringify({ ...said, errorCode: 5, error: { errorCode: 5, ...said } });
  return { status: 400, text };
}

function base64(words: string): string {
  return Buffer.from(words).toString("base64");
}

function inHtml(words: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };
  return words.replaceAll(/[&<>"']/g, (character) => `&${names[character]};`);
}
