import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

const certificateHeader = "x-emulator-client-certificate";
const trustHeader = "x-emulator-client-certificate-trusted";

/** Writes the certificate of a connection into the headers of its request, in place of any that the client sent there. */
export function noteClientCertificate({ headers, socket }: IncomingMessage): void {
  delete headers[certificateHeader];
  delete headers[trustHeader];
  const { authorized, getPeerX509Certificate } = socket as TLSSocket;
  const certificate = getPeerX509Certificate?.call(socket);
  if (certificate === undefined) return;
  headers[certificateHeader] = encodeURIComponent(certificate.toString());
  headers[trustHeader] = String(authorized);
}

/** Returns the certificate (PEM) of the client, and whether an authority that the emulator trusts signed it. */
export function clientCertificate(headers: IncomingHttpHeaders): {
  certificate: string | undefined;
  isTrusted: boolean;
} {
  const text = headers[certificateHeader];
  return {
    certificate: typeof text === "string" ? decodeURIComponent(text) : undefined,
    isTrusted: headers[trustHeader] === "true",
  };
}
