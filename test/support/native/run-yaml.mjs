// Runs the YAML program of a folder with Pulumi's command line.
//
//   node test/support/native/run-yaml.mjs FOLDER up|preview|destroy --config key=value [--expect-no-changes] [--refresh]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: "string", default: "" },
    "expect-no-changes": { type: "boolean", default: false },
    refresh: { type: "boolean", default: false },
  },
});
const [folder, operation] = positionals;
const [key, value] = values.config.split(/=(.*)/s);

// The first operation makes the stack, with its settings beside the program.
if (!existsSync(join(folder, "Pulumi.dev.yaml"))) {
  pulumi("stack", "select", "dev", "--create");
  pulumi("config", "set", key, value);
}
pulumi(
  operation,
  ...(operation === "preview" ? [] : ["--yes", "--skip-preview"]),
  ...["expect-no-changes", "refresh"].filter((name) => values[name]).map((name) => `--${name}`),
);

function pulumi(...args) {
  const options = { cwd: folder, stdio: ["ignore", process.stderr, process.stderr] };
  const { status } = spawnSync("pulumi", [...args, "--non-interactive", "--color=never"], options);
  if (status !== 0) process.exit(status ?? 1);
}
