import { rootCertificates } from "node:tls";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { isLoopback } from "./address";
import { markUnconnected } from "./transport-error";

/** How a server is reached. */
export interface Connection {
  readonly caCertificate?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** In milliseconds. */
  readonly requestTimeout?: number | undefined;
}

/** No reply of these vendors comes near; a larger one is not theirs. */
export const largestReply = 1_048_576;

const dispatchers = new Map<string, Dispatcher>();

export function tlsOf({ caCertificate, insecureSkipTlsVerify }: Connection) {
  return {
    minVersion: "TLSv1.2" as const,
    rejectUnauthorized: insecureSkipTlsVerify !== true,
    ...(caCertificate === undefined ? {} : { ca: [...rootCertificates, caCertificate] }),
  };
}

/** The sockets of all that reach this address the same way, for as long as the process lives. */
export function dispatcherFor(connection: Connection, url: string): Dispatcher {
  const tls = tlsOf(connection);
  const options = { maxResponseSize: largestReply };
  // What goes to this machine may go unencrypted, and a proxy would read it.
  const proxied =
    !isLoopback(new URL(url)) &&
    ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].some((name) => process.env[name]);
  const key = JSON.stringify([proxied, connection.caCertificate, connection.insecureSkipTlsVerify]);
  const dispatcher =
    dispatchers.get(key) ??
    (proxied
      ? new EnvHttpProxyAgent({ ...options, connect: tls, requestTls: tls })
      : new Agent({ ...options, connect: connector(tls) }));
  dispatchers.set(key, dispatcher);
  return dispatcher;
}

/** Connects as undici does, and marks what fails on the way: then the vendor saw nothing. */
function connector(tls: ReturnType<typeof tlsOf>): buildConnector.connector {
  const connect = buildConnector(tls);
  return (options, callback) =>
    connect(options, (...outcome) => {
      if (outcome[0] !== null) markUnconnected(outcome[0]);
      callback(...outcome);
    });
}
