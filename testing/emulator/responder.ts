import type http from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { alteredReply } from "./altered-reply";
import { noteClientCertificate } from "./client-certificate";
import type { EmulatorDefinition } from "./definition";
import { FaultQueue } from "./fault";
import type { LoggedRequest } from "./log";
import { management } from "./management";
import { Redaction } from "./redaction";
import { faultReply, type WireReply, wireReply } from "./reply";
import { EmulatorRequest } from "./request";
import { router } from "./routes";

/** Returns a function that logs each request and answers it, or makes it fail if a test asked for that. */
export function responder(definition: EmulatorDefinition, latency: number, closing: AbortSignal) {
  const redaction = new Redaction(definition.secretFields);
  const faults = new FaultQueue();
  const log: LoggedRequest[] = [];
  const find = router(definition.routes);
  const manage = management(log, faults, definition.controls);

  async function answer(incoming: http.IncomingMessage, entry: LoggedRequest): Promise<WireReply | "cut"> {
    const { method, path } = entry;
    const { origin, query } = target(incoming);
    const body = await text(incoming);
    entry.body = redaction.body(body, incoming.headers["content-type"]);
    noteClientCertificate(incoming);
    const fault = faults.take(method, path);
    if (fault?.cut === "before") {
      entry.cut = "before";
      entry.carriedOut = false;
      return "cut";
    }
    const { handler, params } = find(method, path) ?? { handler: definition.otherwise, params: {} };
    const request = new EmulatorRequest(method, origin, path, query, incoming.headers, body, params);
    const instead = fault && faultReply(fault);
    const isCarriedOut = instead === undefined || fault?.carriedOut === true;
    if (!isCarriedOut) entry.carriedOut = false;
    const answered = wireReply(isCarriedOut ? await handler(request) : instead);
    // These are the tokens that were issued, even if the client does not receive them.
    const tokens = redaction.secretsIn(answered.body);
    if (tokens.length > 0) entry.replyTokens = tokens;
    const reply =
      fault === undefined ? answered : alteredReply(instead === undefined ? answered : wireReply(instead), fault);
    entry.status = reply.status;
    const delay = latency + (fault?.delay ?? 0);
    if (delay > 0) await sleep(delay, undefined, { signal: closing });
    if (fault?.cut === undefined) return reply;
    entry.cut = "after";
    return "cut";
  }

  return async (incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> => {
    try {
      const { path, query } = target(incoming);
      if (path.startsWith("/_")) {
        send(outgoing, wireReply(await manage(incoming.method ?? "GET", path, await text(incoming))));
        return;
      }
      const entry: LoggedRequest = {
        at: new Date().toISOString(),
        method: incoming.method ?? "GET",
        path,
        query: redaction.form(query),
        headers: redaction.headers(incoming.headers),
        body: "",
        status: 0,
      };
      // The entry is added before the reply, so the log keeps the order of arrival even if a reply takes long.
      log.push(entry);
      const reply = await answer(incoming, entry);
      if (reply === "cut") incoming.socket.destroy();
      else send(outgoing, reply);
    } catch (error) {
      if (closing.aborted || incoming.socket.destroyed) return;
      send(outgoing, wireReply({ status: 500, body: `emulator: ${(error as Error).stack}\n` }));
    }
  };
}

function target(incoming: http.IncomingMessage): { origin: string; path: string; query: URLSearchParams } {
  const [path = "/", query] = (incoming.url ?? "/").split("?");
  const scheme = "encrypted" in incoming.socket ? "https" : "http";
  return { origin: `${scheme}://${incoming.headers.host}`, path, query: new URLSearchParams(query) };
}

function send(outgoing: http.ServerResponse, { status, headers, body }: WireReply): void {
  // A program with a moved clock would adopt the time of this process. So a date is sent only if a test gives one.
  outgoing.sendDate = false;
  const length = status === 204 || status === 304 ? {} : { "content-length": Buffer.byteLength(body) };
  outgoing.writeHead(status, { ...headers, ...length });
  outgoing.end(body);
}
