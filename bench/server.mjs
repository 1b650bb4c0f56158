// The vendor in a process of its own: `node bench/server.mjs <vendor> <latency in milliseconds>`, with an IPC channel.
// Sends { credentials } once it listens, and answers every message with what it has counted since the last one.
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
  // Before the log is read, which makes a connection of its own.
  const made = connections;
  const log = await emulator.log();
  await emulator.clearLog();
  const logins = log.filter(({ path }) => /\/Login$/i.test(path)).length;
  connections = 0;
  process.send({ requests: log.length, logins, connections: made });
});
process.send({ credentials: emulator.credentials });
