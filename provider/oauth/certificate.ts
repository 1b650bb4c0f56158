import { createHash, type KeyObject, X509Certificate } from "node:crypto";

/** Returns the first certificate of a PEM file, the client's own; `undefined` if it cannot be read. */
export function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** Returns whether a certificate is for this private key. */
export function belongsTo(certificate: X509Certificate, key: KeyObject): boolean {
  return certificate.checkPrivateKey(key);
}

/** Returns the thumbprints of a certificate as the header of a JWT has them (RFC 7515, sections 4.1.7 and 4.1.8). */
export function thumbprints({ raw }: X509Certificate): { x5t: string; "x5t#S256": string } {
  const thumbprint = (algorithm: string) => createHash(algorithm).update(raw).digest("base64url");
  return { x5t: thumbprint("sha1"), "x5t#S256": thumbprint("sha256") };
}
