import { rootCertificates } from "node:tls";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { isLoopback } from "./address";
import type { ClientCertificate } from "./message";
import { markUnconnected } from "./transport-error";

/** The settings for connections to a server. */
export interface Connection {
  readonly caCertificate?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** In milliseconds. */
  readonly requestTimeout?: number | undefined;
}

/** In bytes. The replies of these vendors are much smaller, so a larger one does not come from them. */
export const largestReply = 1_048_576;

const dispatchers = new Map<string, Dispatcher>();

export function tlsOf({ caCertificate, insecureSkipTlsVerify }: Connection, client?: ClientCertificate) {
  return {
    minVersion: "TLSv1.2" as const,
    rejectUnauthorized: insecureSkipTlsVerify !== true,
    ...(caCertificate === undefined ? {} : { ca: [...rootCertificates, caCertificate] }),
    ...(client === undefined ? {} : { cert: client.certificate, key: client.privateKey }),
  };
}

/**
 * Returns the dispatcher for an address. Connections with the same settings and the same client certificate share its
 * sockets for as long as the process lives.
 */
export function dispatcherFor(connection: Connection, url: string, client?: ClientCertificate): Dispatcher {
  const tls = tlsOf(connection, client);
  const options = { maxResponseSize: largestReply };
  // Requests to this machine may be unencrypted, and a proxy could read them.
  const proxied =
    !isLoopback(new URL(url)) &&
    ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].some((name) => process.env[name]);
  const key = JSON.stringify([proxied, connection.caCertificate, connection.insecureSkipTlsVerify, client]);
  const dispatcher =
    dispatchers.get(key) ??
    (proxied
      ? new EnvHttpProxyAgent({ ...options, connect: tls, requestTls: tls })
      : new Agent({ ...options, connect: connector(tls) }));
  dispatchers.set(key, dispatcher);
  return dispatcher;
}

/** Connects as undici does, and marks each error before the connection exists: the vendor received nothing then. */
function connector(tls: ReturnType<typeof tlsOf>): buildConnector.connector {
  const connect = buildConnector(tls);
  return (options, callback) =>
    connect(options, (...outcome) => {
      if (outcome[0] !== null) markUnconnected(outcome[0]);
      callback(...outcome);
    });
}
