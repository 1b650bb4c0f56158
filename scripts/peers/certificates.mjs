import { createRequire } from "node:module";
import { generate } from "selfsigned";

const { createCertificate } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

/**
 * Makes the certificates of a run: one for the servers, and those of clients. `tls` and `other` come from one authority,
 * `selfSigned` stands for itself, and no server trusts `stranger`. `authorities` is what the servers trust.
 */
export async function createCertificates() {
  const names = ["localhost", "clients", "reports-self-signed", "stranger"];
  const [server, authority, selfSigned, stranger] = await Promise.all(names.map((name) => createCertificate(name)));
  for (const { close } of [server, authority, selfSigned, stranger]) await close();
  const signed = async (commonName) => {
    const { cert, private: key } = await generate([{ name: "commonName", value: commonName }], {
      keyType: "ec",
      algorithm: "sha256",
      ca: authority,
      extensions: [
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", clientAuth: true },
      ],
    });
    return { cert: `${cert.trim()}\n${authority.cert}`, key };
  };
  return {
    server,
    tls: await signed("reports-tls"),
    other: await signed("other"),
    selfSigned,
    stranger,
    authorities: `${authority.cert.trim()}\n${selfSigned.cert}`,
  };
}
