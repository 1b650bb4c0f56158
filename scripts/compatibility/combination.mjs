import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { output } from "../engine/program.mjs";
import { engine, engineOfVersion } from "../engine.mjs";
import { createProject } from "./project.mjs";
import { folderOfRuntime } from "./runtime.mjs";

const installers = { bun: "Bun", "yarn pnp": "Yarn Plug'n'Play" };

/** The state of the first combination; all must store the same. */
let stored;

/** A row of the matrix: a user's project in its own folder, and the stack that it leaves for another row. */
export class Combination {
  /** The hash of the token in this combination's stack. */
  token;
  #row;
  #folder;
  #server;
  #place;
  #env;
  #versions = {};

  constructor(row, folder, server) {
    this.#row = row;
    this.#folder = folder;
    this.#server = server;
  }

  get name() {
    return this.#row.name;
  }

  /** What was combined; the versions are known after the first run. */
  get cells() {
    const { name, installer, program, runtime, sdk, engine = "" } = this.#row;
    const [language, modules] = program.split(" ");
    const kind = `${{ ts: "TypeScript", js: "JavaScript" }[language]} ${{ esm: "ESM", cjs: "CommonJS" }[modules]}`;
    const versions = { runtime, sdk, engine, ...this.#versions };
    return [name, versions.runtime, installers[installer] ?? installer, kind, versions.sdk, versions.engine];
  }

  toString() {
    const [name, runtime, installer, kind, sdk, engine] = this.cells;
    const widths = [11, 24, 20, 19, 11, 0];
    const texts = [name, runtime, installer, kind, `SDK ${sdk}`, `engine ${engine}`];
    return texts.map((text, column) => text.padEnd(widths[column])).join("  ");
  }

  /** Creates the project, and gets the runtime and the engine if they are missing. */
  async install(tarball) {
    const { name, runtime, engine: version } = this.#row;
    const { directory } = await (version === undefined ? engine() : engineOfVersion(version));
    const PATH = [await folderOfRuntime(runtime, join(this.#folder, runtime)), directory, process.env.PATH];
    const { issuer, clientId, clientSecret } = this.#server.credentials;
    this.#env = {
      ...process.env,
      PATH: PATH.join(delimiter),
      FOLDER: this.#folder,
      OAUTH2_ISSUER: issuer,
      OAUTH2_CLIENT_ID: clientId,
      OAUTH2_CLIENT_SECRET: clientSecret,
    };
    this.#place = await createProject(this.#row, tarball, join(this.#folder, name), this.#env);
  }

  /** Runs the life of one token, and leaves the stack for another row to destroy. */
  async live() {
    await this.#server.clearLog();
    const tokens = await this.#operate(this.name, ["up", "preview", "refresh"]);
    stored ??= tokens;
    assert.equal(tokens.length, 1, "tokens in state");
    assert.deepEqual(tokens, stored, "what is in state is not what the first combination put there");
    const [token, ...more] = await this.#issued();
    assert.deepEqual(more, [], "tokens issued beyond one");
    assert.deepEqual(await this.#revoked(), [], "tokens revoked before destroy");
    this.token = token;
  }

  /** Reads, refreshes and destroys the stack that another combination left. */
  async destroy(other) {
    await this.#server.clearLog();
    const tokens = await this.#operate(other.name, ["refresh", "destroy"]);
    assert.deepEqual(tokens, stored, `what \`${other.name}\` left in state`);
    assert.deepEqual(await this.#revoked(), [other.token], `tokens of \`${other.name}\` revoked by destroy`);
  }

  async #operate(stack, operations) {
    const { folder, program, start } = this.#place;
    const [command, ...args] = [...start, "operate.mjs", `./${program}`, stack, ...operations];
    const options = { cwd: folder, env: this.#env, timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };
    const printed = await output(command, args, options);
    const { versions, tokens, error } = JSON.parse(printed.split("\n").at(-1));
    this.#versions = versions;
    if (error !== undefined) throw new Error(error);
    return tokens;
  }

  async #issued() {
    return (await this.#server.log()).flatMap(({ path, replyTokens = [] }) => (path === "/token" ? replyTokens : []));
  }

  async #revoked() {
    return (await this.#server.log()).flatMap(({ path, body, status }) =>
      path === "/token/revocation" && status === 200 ? [body.token] : [],
    );
  }
}
