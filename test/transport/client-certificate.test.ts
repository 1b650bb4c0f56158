import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { sender } from "../../provider/transport/http";
import type { ClientCertificate } from "../../provider/transport/message";
import { type CertificateFile, createCertificate } from "../../testing";

let own: CertificateFile;
let other: CertificateFile;
let serverCertificate: CertificateFile;
beforeAll(async () => {
  [own, other, serverCertificate] = (await Promise.all(["own", "other", "localhost"].map(createCertificate))) as [
    CertificateFile,
    CertificateFile,
    CertificateFile,
  ];
});
afterAll(() => Promise.all([own, other, serverCertificate].map((each) => each.close())));

const pair = ({ cert, key }: CertificateFile): ClientCertificate => ({ certificate: cert, privateKey: key });

/** Sends a request to a server that lets in only clients whose certificate it knows, by the oldest TLS there is, or 1.3. */
async function answerTo(version: "TLSv1.2" | "TLSv1.3", clientCertificate: ClientCertificate | undefined) {
  const { cert, key } = serverCertificate;
  const options = { cert, key, ca: own.cert, requestCert: true, rejectUnauthorized: true, maxVersion: version };
  const server = createServer(options, ({ socket }, reply) => {
    reply.end(JSON.stringify({ subject: (socket as TLSSocket).getPeerX509Certificate()?.subject }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  try {
    const send = sender({ caCertificate: cert });
    const { json } = await send({ method: "POST", url, form: {}, idempotent: false, clientCertificate });
    return json;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe.each(["TLSv1.2", "TLSv1.3"] as const)("over %s", (version) => {
  test("a certificate that the server knows opens the connection", async () => {
    expect(await answerTo(version, pair(own))).toEqual({ subject: "CN=own" });
  });

  test("one that it does not know leads to the certificate, although the server says nothing of it", async () => {
    await expect(answerTo(version, pair(other))).rejects.toThrow(
      /check certificate and privateKey, the (address|network)/i,
    );
  });
});

test("a server that says that it wants a certificate received nothing", async () => {
  await expect(answerTo("TLSv1.2", undefined)).rejects.toMatchObject({
    code: "NOT_SENT",
    message: expect.stringMatching(
      /was not reached over TLS \(\w+\)\. The server refused the client's certificate, or wants one: check certificate/,
    ),
  });
});
