import { setMaxListeners } from "node:events";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "../certificate";
import { connectEmulator, type EmulatorConnection } from "./connection";
import type { EmulatorDefinition } from "./definition";
import { responder } from "./responder";

/** The network options of an emulator. */
export interface EmulatorOptions {
  /** @default 0, any free port */
  port?: number | undefined;
  /** Serves HTTPS with this certificate. */
  certificate?: Certificate | undefined;
  /** Milliseconds to wait before every reply, as over a network. @default 0 */
  latency?: number | undefined;
}

/** An emulator that runs until it is closed. */
export interface Emulator<Values extends object = Record<string, unknown>> extends EmulatorConnection<Values> {
  /** Stops the server and closes every connection to it. */
  close(): Promise<void>;
}

/** Starts an emulator on 127.0.0.1. */
export async function startEmulator<Values extends object>(
  definition: EmulatorDefinition,
  { port = 0, certificate, latency = 0 }: EmulatorOptions = {},
): Promise<Emulator<Values>> {
  const closing = new AbortController();
  // Every delayed reply listens to the signal.
  setMaxListeners(0, closing.signal);
  const answer = responder(definition, latency, closing.signal);
  const { clientAuthorities } = definition;
  const tls = {
    ...certificate,
    // A client without a certificate, or with one that nobody knows, is refused by the emulated API itself.
    ...(clientAuthorities === undefined
      ? {}
      : { ca: [...clientAuthorities], requestCert: true, rejectUnauthorized: false }),
  };
  const server = certificate === undefined ? http.createServer(answer) : https.createServer(tls, answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const scheme = certificate === undefined ? "http" : "https";
  const endpoint = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...connectEmulator<Values>(endpoint, certificate?.cert),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
