import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStack } from "../../scripts/stack.mjs";

const { ThousandEyesAccessToken } = createRequire(import.meta.url)("pulumi-access-tokens");

const requestTimeout = 2;

/**
 * Measures one `up` of 100 tokens, 16 at a time: the requests and seconds with a server that accepts connections and
 * never answers, the seconds with a server that refuses each request at once, and the difference in time-outs.
 */
export async function silentServer() {
  const silent = await failingUp(() => {});
  const failing = await failingUp((reply) => reply.writeHead(500).end());
  const timeouts = (silent.seconds - failing.seconds) / requestTimeout;
  return {
    requests: silent.requests,
    seconds: silent.seconds,
    "seconds where it fails at once": failing.seconds,
    timeouts,
  };
}

async function failingUp(answer) {
  let requests = 0;
  const server = createServer((_, reply) => {
    requests += 1;
    answer(reply);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const args = {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    clientId: "bench",
    clientSecret: "the-secret-of-bench",
    requestTimeout: `${requestTimeout} seconds`,
  };
  const program = async () => {
    for (let index = 0; index < 100; index++) new ThousandEyesAccessToken(`token-${index}`, args);
  };
  try {
    const stack = await createStack({ name: "silent", folder, program });
    const begin = performance.now();
    const failed = await stack.up({ parallel: 16, continueOnError: true, color: "never" }).catch(() => true);
    if (failed !== true) throw new Error("tokens were issued by a server that issues none");
    return { requests, seconds: (performance.now() - begin) / 1000 };
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  }
}
