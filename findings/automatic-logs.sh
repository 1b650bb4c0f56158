#!/usr/bin/env bash
# The engine writes a log of every command to `logs` in its home folder, without being asked to, and keeps it for a week.
# The log of an `up` holds the secret outputs of the resources. It is encrypted with the stack's passphrase, and
# `pulumi logs decrypt` prints it, also after the resources are destroyed.
#
# Versions: Pulumi engine 3.274.1, @pulumi/pulumi 3.248.0
# Guess:    without -v, --debug or --logtostderr nothing is logged, and secrets are in the state alone.
. "$(dirname "$0")/engine.sh"
cat >finding.cjs <<'JS'
const pulumi = require("@pulumi/pulumi");
const { execFileSync } = require("node:child_process");
const { readdirSync, readFileSync } = require("node:fs");
const { gunzipSync } = require("node:zlib");
const { saw, stack } = require("./engine.cjs");

const provider = { create: async () => ({ id: "1", outs: { issued: "a-secret-output" } }) };
class Thing extends pulumi.dynamic.Resource {
  constructor(name) {
    super(provider, name, { issued: undefined }, { additionalSecretOutputs: ["issued"] });
  }
}
const program = async () => {
  new Thing("thing");
};
const clearText = (log) => (log.includes("/pulumi-") ? gunzipSync(readFileSync(log)) : readFileSync(log)).toString("latin1");
const has = (text) => text.includes("a-secret-output");

(async () => {
  const dev = await stack();
  await dev.up({ program });
  const logs = readdirSync("home/logs").map((name) => `${process.cwd()}/home/logs/${name}`);
  await dev.destroy();
  const clear = logs.filter((log) => has(clearText(log)));
  saw("logs that hold the secret in clear", clear.length, 0);
  const options = { cwd: dev.workspace.workDir, encoding: "utf8", maxBuffer: 1e8 };
  const decrypt = (log) => execFileSync("pulumi", ["logs", "decrypt", log, "--stack", "dev"], options);
  const encrypted = logs.filter((log) => log.includes("/organization+finding+dev-"));
  saw("logs of the up that hold it, decrypted after the destroy", encrypted.filter((log) => has(decrypt(log))).length, 1);
})();
JS
node finding.cjs
