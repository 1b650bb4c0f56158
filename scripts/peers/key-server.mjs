import { once } from "node:events";
import { createServer } from "node:http";

/** Serves the public keys of clients, for servers that fetch them. */
export async function startKeyServer(keys) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/keys`, close: () => server.close() };
}
