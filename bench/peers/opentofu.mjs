import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { timed } from "./seconds.mjs";
import { stateSize } from "./state-size.mjs";

// `terraform_data` is built in, so nothing is downloaded. The token goes to a file, since a provisioner has no output.
const configuration = (names) => `
variable "rotation" {
  default = 1
}

resource "terraform_data" "token" {
  for_each         = toset(${JSON.stringify(names)})
  triggers_replace = var.rotation

  provisioner "local-exec" {
    command = "curl -sSf -o token-\${each.key}.json -d grant_type=client_credentials -d client_id=$TE_CLIENT_ID -d client_secret=$TE_CLIENT_SECRET -d scope=tests:read $TE_API_ENDPOINT/v7/oauth2/token"
  }
}
`;

/** OpenTofu with curl. @param {string} tofu the program */
export const openTofuPeer = (tofu) => async (work) => {
  const cwd = await mkdtemp(join(tmpdir(), "bench-"));
  await writeFile(join(cwd, "main.tf"), configuration(work.names));
  const run = (...args) =>
    promisify(execFile)(tofu, args, {
      cwd,
      env: { ...process.env, ...work.env, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
      maxBuffer: 1e9,
    });
  await run("init", "-input=false");
  const parallel = `-parallelism=${work.parallel}`;
  const [approve, renewed] = ["-auto-approve", ["-var", "rotation=2"]];
  return {
    operations: {
      up: timed(() => run("apply", approve, parallel)),
      "unchanged preview": timed(() => run("plan", parallel)),
      refresh: timed(() => run("apply", "-refresh-only", approve, parallel)),
      "preview, all due": timed(() => run("plan", ...renewed, parallel)),
      "up, all renewed": timed(() => run("apply", ...renewed, approve, parallel)),
      destroy: timed(() => run("destroy", approve, parallel)),
    },
    stateBytes: () => stateSize(join(cwd, "terraform.tfstate")),
    close: () => rm(cwd, { recursive: true, force: true }),
  };
};
