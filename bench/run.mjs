// Compares tokens with the engine's floor and with the alternatives of a user, alternating, in one run:
//
//   npm run bench [-- --engines 3.274.1,3.230.0 --tokens 10,100,500 --repetitions 3,2,1 --latency 0,50 --parallel 16
//     --peers components,tokens --parts costs,runs --backend postgres://... --output <folder>]
//
// Writes results.json, a page and a plot into the folder; by default, into docs/benchmarks and docs/benchmarks.md.
// A run without flags is meant to take less than 30 minutes on two idle cores. `--tokens 2000 --repetitions 1 --latency 0
// --parts runs` measures 2,000 tokens, which takes about an hour. With --peers or --parts, what is left out is missing
// in the page too. Use a PostgreSQL database that holds nothing else.
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { output } from "../scripts/engine/program.mjs";
import { engineOfVersion } from "../scripts/engine.mjs";
import { yamlHost } from "../scripts/yaml-host.mjs";
import { isMeasured } from "./choice.mjs";
import { costs } from "./costs.mjs";
import { launchers } from "./launchers.mjs";
import { openTofu } from "./opentofu.mjs";
import { openTofuPeer } from "./peers/opentofu.mjs";
import { pulumiPeer } from "./peers/pulumi.mjs";
import { requestsPeer } from "./peers/requests.mjs";
import { refuseUnreadable } from "./peers/state-size.mjs";
import { yamlPeer } from "./peers/yaml.mjs";
import { page } from "./report.mjs";
import { startVendor } from "./vendor.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const { values: flags } = parseArgs({
  options: {
    engines: { type: "string", default: "3.274.1,3.230.0" },
    tokens: { type: "string", default: "10,100,500" },
    latency: { type: "string", default: "0,50" },
    repetitions: { type: "string", default: "3,2,1" },
    parallel: { type: "string", default: "16" },
    backend: { type: "string" },
    peers: { type: "string" },
    parts: { type: "string", default: "costs,runs" },
    output: { type: "string" },
  },
});
const numbers = (text) => text.split(",").map(Number);
const parallel = Number(flags.parallel);

if (flags.backend === undefined) refuseUnreadable();

const engines = [];
for (const version of flags.engines.split(",")) engines.push(await engineOfVersion(version));
const isChosen = (name) => flags.peers?.split(",").includes(name) ?? true;
const has = (part) => flags.parts.split(",").includes(part);
// Some programs may have to be built first.
const tofu = has("runs") && isChosen("OpenTofu") ? await openTofu() : undefined;
const host = has("runs") && isChosen("native YAML") ? await yamlHost() : undefined;
const native = await launchers();
const archive = host === undefined ? undefined : await output(process.execPath, ["scripts/plugin.mjs", native.folder]);
const path = [native.folder, ...(host === undefined ? [] : [host]), process.env.PATH];
const use = ({ directory }) => {
  process.env.PATH = [directory, ...path].join(delimiter);
};
use(engines[0]);

const all = {
  components: pulumiPeer("components", { lapses: false }),
  tokens: pulumiPeer("tokens"),
  "tokens with arguments": pulumiPeer("tokens-with-arguments", { asArguments: true }),
  "native TypeScript": pulumiPeer("native"),
  "native YAML": yamlPeer(archive),
  "dynamic resource": pulumiPeer("dynamic"),
  OpenTofu: openTofuPeer(tofu),
  "plain requests": requestsPeer,
};
const chosen = Object.entries(all).filter(([name]) => isChosen(name));

const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores, ${cpus()[0]?.model.trim()}`,
  versions: {
    node: process.version,
    pulumi: engines.map(({ version }) => version).join(" and "),
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

if (has("costs")) results.costs = await costs(say);

for (const [order, engine] of has("runs") ? engines.entries() : []) {
  use(engine);
  await measureAll({ engine: engine.version, isNewest: order === 0 });
}
await native.close();

async function measureAll(of) {
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
            await measure(peer, open, { ...of, tokens, names, latency, repetition, vendor, env });
        }
      } finally {
        // A process that still runs would keep a failed run from ending.
        vendor.close();
      }
    }
  }
}

async function measure(peer, open, { env, names, vendor, ...run }) {
  const wanted = (operation) => isMeasured(peer, operation, run);
  if (!wanted("up")) return;
  const { credentials } = vendor;
  const { close, operations, stateBytes } = await open({ names, env, credentials, parallel, backend: flags.backend });
  try {
    for (const [operation, work] of Object.entries(operations)) {
      if (!wanted(operation)) continue;
      await vendor.counts();
      const program = process.cpuUsage();
      const seconds = await work();
      const { system, user } = process.cpuUsage(program);
      const { connections, requests } = await vendor.counts();
      const state = operation === "up" ? await stateBytes() : undefined;
      // The program runs in this process.
      const programSeconds = (system + user) / 1e6;
      const { isNewest, ...which } = run;
      results.runs.push({ peer, ...which, operation, seconds, programSeconds, connections, requests, ...state });
      say(
        `${run.engine}, ${run.tokens} at ${run.latency} ms, ${peer}, ${operation}: ${seconds.toFixed(2)} s` +
          (state === undefined ? "" : `, ${state.bytes} bytes of state`),
      );
    }
  } finally {
    await close();
  }
}

const folder = flags.output ?? join(root, "docs/benchmarks");
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "results.json"), `${JSON.stringify(results)}\n`);
if (results.runs.length > 0) {
  const { markdown, plot } = page(results);
  await writeFile(
    flags.output === undefined ? join(dirname(folder), "benchmarks.md") : join(folder, "benchmarks.md"),
    markdown,
  );
  await writeFile(join(folder, "up.svg"), plot);
}
