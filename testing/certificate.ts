import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { optionalPackage } from "./optional-package";

/** A certificate and its private key, in PEM. */
export interface Certificate {
  /** The certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** A certificate that is also stored in a file, for programs that read their CA from a file. */
export interface CertificateFile extends Certificate {
  /** The path of a PEM file with only the certificate. The certificate is self-signed: clients trust it as a CA. */
  readonly caCertificateFile: string;
  /** Deletes the file. */
  close(): Promise<void>;
}

/**
 * Creates a self-signed certificate for `127.0.0.1`, `::1` and `localhost`. It is valid from ten years before now to
 * ten years after.
 *
 * @param commonName the subject's common name (CN)
 */
export async function createCertificate(commonName = "localhost"): Promise<CertificateFile> {
  const { generate } = await optionalPackage("selfsigned", "TLS", () => import("selfsigned"));
  const tenYears = 10 * 365 * 86_400_000;
  const pems = await generate([{ name: "commonName", value: commonName }], {
    keyType: "ec",
    algorithm: "sha256",
    // A test may have moved the clock of its program by months.
    notBeforeDate: new Date(Date.now() - tenYears),
    notAfterDate: new Date(Date.now() + tenYears),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  const folder = await mkdtemp(path.join(tmpdir(), "access-tokens-testing-"));
  const caCertificateFile = path.join(folder, "ca.pem");
  await writeFile(caCertificateFile, pems.cert);
  return {
    cert: pems.cert,
    key: pems.private,
    caCertificateFile,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
