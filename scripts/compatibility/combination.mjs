import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { output } from "../engine/program.mjs";
import { engine, engineOfVersion, OLDEST } from "../engine.mjs";
import { folderOfNode } from "./node.mjs";
import { createProject } from "./project.mjs";

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

  toString() {
    const { name, installer, language, modules, node = "", sdk, engine } = { ...this.#row, ...this.#versions };
    const kind = `${{ ts: "TypeScript", js: "JavaScript" }[language]} ${{ esm: "ESM", cjs: "CommonJS" }[modules]}`;
    return [
      name.padEnd(12),
      installer.padEnd(14),
      kind.padEnd(19),
      `Node.js ${node}`.padEnd(16),
      `SDK ${sdk}`.padEnd(11),
      `engine ${engine}`,
    ].join("  ");
  }

  /** Creates the project, and gets Node.js and the engine if they are missing. */
  async install(tarball) {
    const { name, node, engine: which } = this.#row;
    const { directory } = await (which === "oldest" ? engineOfVersion(OLDEST) : engine());
    const PATH = [await folderOfNode(node, join(this.#folder, `node-${node}`)), directory, process.env.PATH];
    const { issuer, clientId, clientSecret } = this.#server.credentials;
    this.#place = await createProject(this.#row, tarball, join(this.#folder, name));
    this.#env = {
      ...process.env,
      PATH: PATH.join(delimiter),
      FOLDER: this.#folder,
      OAUTH2_ISSUER: issuer,
      OAUTH2_CLIENT_ID: clientId,
      OAUTH2_CLIENT_SECRET: clientSecret,
    };
  }

  /** Runs the whole life of one token, and the beginning of another. */
  async live() {
    await this.#server.clearLog();
    const operations = ["up", "preview", "refresh", "destroy", "up"];
    const tokens = await this.#operate(this.name, operations);
    stored ??= tokens;
    assert.equal(tokens.length, 1, "tokens in state");
    assert.deepEqual(tokens, stored, "what is in state is not what the first combination put there");
    const [first, second, ...more] = await this.#issued();
    assert.deepEqual(more, [], "tokens issued beyond one an `up`");
    assert.deepEqual(await this.#revoked(), [first], "tokens revoked by destroy");
    this.token = second;
  }

  /** Destroys the stack that another combination left. */
  async destroy(other) {
    await this.#server.clearLog();
    const tokens = await this.#operate(other.name, ["destroy"]);
    assert.deepEqual(tokens, stored, `what \`${other.name}\` left in state`);
    assert.deepEqual(await this.#revoked(), [other.token], `tokens of \`${other.name}\` revoked by destroy`);
  }

  async #operate(stack, operations) {
    const { folder, program } = this.#place;
    const options = { cwd: folder, env: this.#env, timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };
    const printed = await output("node", ["operate.mjs", `./${program}`, stack, ...operations], options);
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
