// Runs the vendor in its own process: `node bench/server.mjs <vendor> <latency in milliseconds>`, with an IPC channel.
// Sends { credentials } when it listens, and answers each message with its counts since the last one.
import diagnostics from "node:diagnostics_channel";
import { createRequire } from "node:module";

const { startCommvault, startThousandEyes } = createRequire(import.meta.url)("pulumi-access-tokens/testing");
const start = { commvault: startCommvault, thousandEyes: startThousandEyes };

const [vendor, latency] = process.argv.slice(2);
let connections = 0;
diagnostics.subscribe("net.server.socket", () => {
  connections += 1;
});

const emulator = await start[vendor]({ latency: Number(latency), rateLimit: 1e9 });
process.on("message", async () => {
  // Counted before the log is read, since reading it opens another connection.
  const made = connections;
  const log = await emulator.log();
  await emulator.clearLog();
  const logins = log.filter(({ path }) => /\/Login$/i.test(path)).length;
  connections = 0;
  process.send({ requests: log.length, logins, connections: made });
});
process.send({ credentials: emulator.credentials });
