import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import type { Fault } from "./fault";
import type { LoggedRequest } from "./log";

/** Access to an emulator's log, faults and controls. It works from the emulator's own process and from any other. */
export interface EmulatorConnection<Controls extends object = Record<string, unknown>> {
  /** Scheme, host and port, without a trailing slash. */
  readonly endpoint: string;
  /** Returns the requests so far, in order of arrival. */
  log(): Promise<LoggedRequest[]>;
  /** Empties the log. */
  clearLog(): Promise<void>;
  /** Makes the next requests fail. */
  fault(fault: Fault): Promise<void>;
  /** Removes the faults that have not happened yet. */
  clearFaults(): Promise<void>;
  /** Changes settings of the emulator. Rejects an unknown key with an error that lists the known ones. */
  control(values: Partial<Controls>): Promise<void>;
}

/** Connects to an emulator by its endpoint. For an emulator that serves HTTPS, give its certificate (PEM) as `ca`. */
export function connectEmulator<Controls extends object>(endpoint: string, ca?: string): EmulatorConnection<Controls> {
  const send = (method: string, path: string, body?: unknown) => exchange(endpoint + path, method, body, ca);
  return {
    endpoint,
    log: async () => JSON.parse(await send("GET", "/_requests")) as LoggedRequest[],
    clearLog: async () => void (await send("DELETE", "/_requests")),
    fault: async (fault) => void (await send("POST", "/_fault", fault)),
    clearFaults: async () => void (await send("DELETE", "/_fault")),
    control: async (values) => void (await send("POST", "/_control", values)),
  };
}

// `fetch` cannot be given a certificate, and tests replace it.
async function exchange(url: string, method: string, body: unknown, ca: string | undefined): Promise<string> {
  const options = { method, agent: false, ...(ca === undefined ? {} : { ca }) } as const;
  const request = (url.startsWith("https:") ? https : http).request(url, options);
  request.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const reply = await text(response);
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${method} ${url}: ${reply}`);
  return reply;
}
