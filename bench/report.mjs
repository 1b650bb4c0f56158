import { readFileSync } from "node:fs";
import { choice } from "./choice.mjs";
import { goals } from "./goals.mjs";
import { plot } from "./plot.mjs";
import { summary } from "./statistics.mjs";

/** Returns the results of a run as the page `docs/benchmarks.md` and its plot. */
export function page(results) {
  return { markdown: markdown(results), plot: plot(results) };
}

function markdown(results) {
  const { backend, command, costs, date, machine, parallel, runs, versions } = results;
  return `# Benchmarks

Written by \`${command}\` on ${date}: ${machine}; ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version.replace(/^v/, "")}`)
    .join(
      ", ",
    )}; ${backend} backend, \`--parallel ${parallel}\`. The vendor is an emulator in a process of its own on the same machine, with a set latency for each reply. All ran alternately in one run; the numbers are seconds of the one command: the median, and the least and the largest of all repetitions. ${choice} All of it is in [results.json](benchmarks/results.json).

- **components**: component resources, for which nothing is done: what the engine itself takes.
- **tokens**: \`ThousandEyesAccessToken\` of this package, with the credential in the environment; **tokens with arguments**: with the credential as arguments of each.
- **native**: the same tokens of [the native provider](languages.md), in TypeScript, and in YAML with the archive of a release.
- **dynamic resource**: [a provider written in the program](../bench/peers/dynamic.cjs) with \`fetch\`, as Pulumi's documentation teaches it, with the same outputs.
- **OpenTofu**: \`terraform_data\` with \`local-exec\` and curl; the token lies in a file, and not in the state.
- **plain requests**: the requests alone, as many at a time, with no engine and no state.

The TypeScript programs run in the process of the bench, which has loaded Pulumi's SDK already. A program that Pulumi starts loads it each time${costs === undefined ? "" : ` (${costs.loading["@pulumi/pulumi"].toFixed(0)} ms in this run)`}, and its language host, which could not be had here, takes more.

![Seconds of each operation](benchmarks/up.svg)

${tables(runs)}

## What was to be reached

| measure | goal | measured |
|---|---|---|
${goals(results)
  .map(({ goal, measure, measured }) => `| ${measure} | ${goal} | ${measured} |`)
  .join("\n")}

${readFileSync(new URL("where-the-time-goes.md", import.meta.url), "utf8").trim()}

## The costs, one by one

${Object.entries(
  costs === undefined
    ? {}
    : {
        "loading, in milliseconds": costs.loading,
        "`check` and `diff`, in microseconds of CPU a token: the first 500, and once compiled": costs.checkAndDiff,
        "from the start of the provider process, in milliseconds": costs.processStart,
        "memory of 1,000 tokens in the provider process, in bytes": costs.memory,
        "100 Commvault tokens of one credential": costs.logins,
        "`up` of 100 tokens at a server that never answers, `requestTimeout` 2 seconds": costs.silentServer,
        "from an empty folder to the first token, in seconds": costs.firstToken,
        "the package, in bytes": { packed: costs.package.size, unpacked: costs.package.unpackedSize },
        "installed with it, in bytes": costs.package.dependencies,
      },
)
  .map(([what, values]) => `- ${what}: ${listed(values)}`)
  .join("\n")}
`;
}

const listed = (values) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 })}`)
    .join(", ");

function tables(runs) {
  const peers = unique(runs, "peer");
  return unique(runs, "operation")
    .map((operation) => {
      const kinds = unique(runs, "engine").flatMap((engine) =>
        unique(runs, "tokens").flatMap((tokens) =>
          unique(runs, "latency").map((latency) => ({ engine, tokens, latency, operation })),
        ),
      );
      const rows = kinds
        .filter((kind) => secondsOf(runs, kind).length > 0)
        .map((kind) => {
          const cells = peers.map((peer) => cell(runs, { ...kind, peer }));
          return `| ${kind.engine} | ${kind.tokens} | ${kind.latency} ms | ${cells.join(" | ")} |`;
        });
      const head = `| engine | tokens | latency | ${peers.join(" | ")} |\n|${"---|".repeat(peers.length + 3)}`;
      return `## ${operation}\n\n${head}\n${rows.join("\n")}`;
    })
    .join("\n\n");
}

function cell(runs, wanted) {
  const seconds = secondsOf(runs, wanted);
  if (seconds.length === 0) return "";
  const { largest, least, median } = summary(seconds);
  return `${median.toFixed(2)} (${least.toFixed(2)} to ${largest.toFixed(2)})`;
}

const secondsOf = (runs, wanted) =>
  runs
    .filter((run) => Object.entries(wanted).every(([name, value]) => run[name] === value))
    .map(({ seconds }) => seconds);

const unique = (runs, name) => [...new Set(runs.map((run) => run[name]))];
