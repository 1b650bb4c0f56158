import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { output } from "../engine/program.mjs";
import { engine } from "../engine.mjs";

const require = createRequire(import.meta.url);
const grpc = require("@grpc/grpc-js");
const { OAuth2AccessToken } = require("pulumi-access-tokens");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

const root = fileURLToPath(new URL("../..", import.meta.url));
const begin = [
  "npm install --no-audit --no-fund",
  "pulumi stack init prod",
  "pulumi up --yes --stack prod",
  "git init --quiet --initial-branch main",
  "git add .",
  "git -c user.name=a -c user.email=a@example.com commit --quiet --message Begin",
  "git remote add origin https://git.example.com/acme/app.git",
];

/** A repository with one token, as a user would have it: the packed package, the pipeline, a stack in files. */
export class Project {
  #folder;
  #credentials;

  constructor(folder, { credentials }) {
    this.#folder = folder;
    this.#credentials = credentials;
  }

  get repository() {
    return join(this.#folder, "repository");
  }

  /** Creates the repository with the pipeline of a runner, and brings its stack `prod` up. */
  async create(runner) {
    for (const name of ["repository", "bin", "home", "state"]) await mkdir(join(this.#folder, name));
    const dependencies = { "@pulumi/pulumi": "3.248.0", "pulumi-access-tokens": `file:${await this.#pack()}` };
    await this.#write("package.json", JSON.stringify({ name: "app", private: true, dependencies }));
    await this.#write("Pulumi.yaml", "name: app\nruntime: nodejs\nmain: .\n");
    await this.#write(".gitignore", "node_modules\n");
    await runner.prepare(this.repository, this.#folder);
    await this.#launcher();
    for (const line of begin) await this.run(["bash", "-c", line], this.secrets);
  }

  /** What a pipeline of the repository itself has, and one of a fork lacks. */
  get secrets() {
    const { clientId, clientSecret, issuer } = this.#credentials;
    return {
      OAUTH2_ISSUER: issuer,
      OAUTH2_CLIENT_ID: clientId,
      OAUTH2_CLIENT_SECRET: clientSecret,
      PULUMI_BACKEND_URL: pathToFileURL(join(this.#folder, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "not a secret",
    };
  }

  /** What every pipeline on this machine has. */
  get machine() {
    return { PULUMI_HOME: join(this.#folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" };
  }

  /** Runs a command in the repository, and returns what it printed. Rejects if it fails. */
  run([command, ...args], env) {
    const PATH = [join(this.#folder, "bin"), process.env.PATH].join(delimiter);
    const all = { ...process.env, ...this.machine, ...env, PATH };
    return output(command, args, { cwd: this.repository, env: all, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  }

  /** Removes the empty stack of the job for forks, which elsewhere goes with the machine of the job. */
  async forget() {
    for (const folder of ["stacks", "history", "backups", "locks"]) {
      await rm(`/tmp/.pulumi/${folder}/app`, { recursive: true, force: true });
    }
    await rm(join(this.repository, "Pulumi.fork.yaml"), { force: true });
  }

  /** `pulumi` runs the program in this process: the host that would start it is in no registry. */
  async #launcher() {
    const { command, directory } = await engine();
    const client = `case "$1" in up|preview) set -- "$@" --exec-kind=auto.inline --client=${await served()} ;; esac`;
    const file = join(this.#folder, "bin", "pulumi");
    await writeFile(file, `#!/bin/sh\nPATH="${directory}:$PATH"\n${client}\nexec "${command}" "$@"\n`);
    await chmod(file, 0o755);
  }

  /** Packs the package into the repository, since a runner may copy that elsewhere. */
  async #pack() {
    const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", this.repository];
    return `./${JSON.parse(await output("npm", args, { cwd: root }))[0].filename}`;
  }

  #write(name, text) {
    return writeFile(join(this.repository, name), text);
  }
}

async function program() {
  new OAuth2AccessToken("reports", { scope: "reports:read" });
}

function served() {
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, new LanguageServer(program));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(`127.0.0.1:${port}`) : reject(error),
    );
  });
}
