import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import type { OAuth2Pipeline } from "../../testing";

/**
 * One address for the pipelines of all servers, since a process has one environment. A request goes to the server that
 * its audience names, and what goes wrong there goes wrong here.
 */
export class Pipelines {
  readonly #tokens = new Map<string, string>();
  readonly #server = createServer((incoming, outgoing) => {
    const audience = new URL(incoming.url ?? "", "http://localhost").searchParams.get("audience") ?? "";
    const { origin } = new URL(audience);
    const token = this.#tokens.get(origin);
    if (token === undefined) {
      // For a server that is not there: the job gets its token all the same.
      outgoing.end(JSON.stringify({ value: "a.token.of-a-job" }));
      return;
    }
    const headers = { authorization: `Bearer ${token}` };
    const cut = () => outgoing.destroy();
    send(`${origin}/pipeline/token?audience=${encodeURIComponent(audience)}`, { headers, agent: false }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.on("error", cut).pipe(outgoing);
    })
      .on("error", cut)
      .end();
  });

  /** Starts to listen, and returns the environment of a job. */
  async start(): Promise<Record<string, string>> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "the-token-of-a-runner",
    };
  }

  add({ requestToken, requestUrl }: OAuth2Pipeline): void {
    this.#tokens.set(new URL(requestUrl).origin, requestToken);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
