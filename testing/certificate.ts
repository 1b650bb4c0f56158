import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { optionalPackage } from "./optional-package";

/** A certificate and its private key, PEM. */
export interface Certificate {
  /** The certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** A certificate whose PEM also lies in a file, for programs that take their CA from one. */
export interface CertificateFile extends Certificate {
  /** The path of a PEM file with the certificate alone. It vouches for itself: clients trust it as a CA. */
  readonly caCertificateFile: string;
  /** Deletes the file. */
  close(): Promise<void>;
}

/** Makes a self-signed certificate for `127.0.0.1`, `::1` and `localhost`, valid now and ten years either way. */
export async function createCertificate(): Promise<CertificateFile> {
  const { generate } = await optionalPackage("selfsigned", "TLS", () => import("selfsigned"));
  const tenYears = 10 * 365 * 86_400_000;
  const pems = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    // The clock of a program under test may have been moved by months.
    notBeforeDate: new Date(Date.now() - tenYears),
    notAfterDate: new Date(Date.now() + tenYears),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
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
