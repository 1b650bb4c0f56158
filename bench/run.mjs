// Compares tokens with the engine's floor and with the alternatives of a user, alternating, in one run:
//
//   npm run bench [-- --tokens 10,100,500 --repetitions 3,3,3 --latency 0,50 --parallel 16 --peers components,tokens
//     --backend postgres://... --output <folder>]
//
// Writes results.json, a page and a plot into the folder; by default, into docs/benchmarks and docs/benchmarks.md.
// A run without flags takes less than 30 minutes on two cores. Use a PostgreSQL database that holds nothing else.
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { output } from "../scripts/engine/program.mjs";
import { engine } from "../scripts/engine.mjs";
import { isMeasured } from "./choice.mjs";
import { costs } from "./costs.mjs";
import { openTofu } from "./opentofu.mjs";
import { openTofuPeer } from "./peers/opentofu.mjs";
import { pulumiPeer } from "./peers/pulumi.mjs";
import { requestsPeer } from "./peers/requests.mjs";
import { refuseUnreadable } from "./peers/state-size.mjs";
import { page } from "./report.mjs";
import { startVendor } from "./vendor.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const { values: flags } = parseArgs({
  options: {
    tokens: { type: "string", default: "10,100,500" },
    latency: { type: "string", default: "0,50" },
    repetitions: { type: "string", default: "3,3,3" },
    parallel: { type: "string", default: "16" },
    backend: { type: "string" },
    peers: { type: "string" },
    output: { type: "string" },
  },
});
const numbers = (text) => text.split(",").map(Number);
const parallel = Number(flags.parallel);

if (flags.backend === undefined) refuseUnreadable();

const found = await engine();
process.env.PATH = `${found.directory}${delimiter}${process.env.PATH}`;
const isChosen = (name) => flags.peers?.split(",").includes(name) ?? true;
// It may have to be built first.
const tofu = isChosen("OpenTofu") ? await openTofu() : undefined;

const all = {
  components: pulumiPeer("components", false),
  tokens: pulumiPeer("tokens", true),
  "dynamic resource": pulumiPeer("dynamic", true),
  OpenTofu: openTofuPeer(tofu),
  "plain requests": requestsPeer,
};
const chosen = Object.entries(all).filter(([name]) => isChosen(name));

const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores, ${cpus()[0]?.model.trim()}`,
  versions: {
    node: process.version,
    pulumi: found.version,
    "@pulumi/pulumi": (await import("@pulumi/pulumi/package.json", { with: { type: "json" } })).default.version,
    ...(tofu && { openTofu: JSON.parse(await output(tofu, ["version", "-json"])).terraform_version }),
  },
  // The address of a database may hold its password.
  command: ["npm run bench", ...(process.argv.length > 2 ? ["--"] : []), ...process.argv.slice(2)]
    .join(" ")
    .replaceAll(flags.backend ?? "\n", "postgres://..."),
  parallel,
  backend: flags.backend === undefined ? "file" : new URL(flags.backend).protocol.slice(0, -1),
  runs: [],
  costs: undefined,
};

const say = (text) => process.stderr.write(`${text}\n`);

results.costs = await costs(say);

for (const [index, tokens] of numbers(flags.tokens).entries()) {
  const names = Array.from({ length: tokens }, (_, index) => index.toString(36).padStart(2, "0"));
  for (const latency of numbers(flags.latency)) {
    const vendor = await startVendor("thousandEyes", latency);
    const { clientId, clientSecret, endpoint } = vendor.credentials;
    const env = { TE_API_ENDPOINT: endpoint, TE_CLIENT_ID: clientId, TE_CLIENT_SECRET: clientSecret };
    try {
      for (let repetition = 0; repetition < (numbers(flags.repetitions)[index] ?? 1); repetition++) {
        // The order changes with each repetition, so that no peer always runs after the same other one.
        const order = chosen.map((_, index) => chosen[(index + repetition) % chosen.length]);
        for (const [peer, open] of order)
          await measure(peer, open, { tokens, names, latency, repetition, vendor, env });
      }
    } finally {
      // A process that still runs would keep a failed run from ending.
      vendor.close();
    }
  }
}

async function measure(peer, open, { env, names, vendor, ...run }) {
  const { close, operations, stateBytes } = await open({ names, env, parallel, backend: flags.backend });
  try {
    for (const [operation, work] of Object.entries(operations)) {
      if (!isMeasured(peer, operation, run)) continue;
      await vendor.counts();
      const begin = performance.now();
      await work();
      const seconds = (performance.now() - begin) / 1000;
      const { connections, requests } = await vendor.counts();
      const state = operation === "up" ? await stateBytes() : undefined;
      results.runs.push({ peer, ...run, operation, seconds, connections, requests, ...state });
      say(`${run.tokens} at ${run.latency} ms, ${peer}, ${operation}: ${seconds.toFixed(2)} s`);
    }
  } finally {
    await close();
  }
}

const folder = flags.output ?? join(root, "docs/benchmarks");
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "results.json"), `${JSON.stringify(results)}\n`);
const { markdown, plot } = page(results);
await writeFile(
  flags.output === undefined ? join(dirname(folder), "benchmarks.md") : join(folder, "benchmarks.md"),
  markdown,
);
await writeFile(join(folder, "up.svg"), plot);
