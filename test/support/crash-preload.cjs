// Loaded by `--require` into the provider process: kills it before it sends the request that CRASH names, as `before POST
// /token`, or once it has the reply, as `after POST /token`.
const { subscribe } = require("node:diagnostics_channel");

const [when, method, end] = (process.env.CRASH ?? "").split(" ");
const channel = { before: "undici:request:create", after: "undici:request:trailers" }[when];

if (channel !== undefined) {
  subscribe(channel, ({ request }) => {
    if (request.method === method && request.path.endsWith(end)) process.kill(process.pid, "SIGKILL");
  });
}
