import { createServer } from "node:https";
import { createRequire } from "node:module";

const { createCertificate } = createRequire(import.meta.url)("../../lib/testing/certificate.js");

/** Stands in for the comments of GitHub's API and the notes of GitLab's, by https on loopback: lists them, writes one, changes one. */
export async function startReviewApi(token) {
  const certificate = await createCertificate();
  const comments = [];
  const server = createServer(certificate, async (request, reply) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = (status, value) => {
      reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const { authorization, "private-token": own } = request.headers;
    if (authorization !== `Bearer ${token}` && own !== token) return answer(401, {});
    if (request.method === "GET") return answer(200, comments);
    const id = Number(/\/(?:comments|notes)\/(\d+)$/.exec(request.url)?.[1]);
    const text = body.startsWith("{") ? JSON.parse(body).body : new URLSearchParams(body).get("body");
    const found = comments.find((comment) => comment.id === id);
    if (request.method !== "POST" && found === undefined) return answer(404, {});
    if (found) found.body = text;
    else comments.push({ id: comments.length + 1, body: text });
    answer(request.method === "POST" ? 201 : 200, comments.at(-1));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    /** `127.0.0.1:<port>` */
    host: `127.0.0.1:${server.address().port}`,
    caCertificateFile: certificate.caCertificateFile,
    comments,
    async close() {
      server.close();
      await certificate.close();
    },
  };
}
