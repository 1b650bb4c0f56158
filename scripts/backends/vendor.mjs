import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const { startCommvault } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

const isIssue = ({ method, path }) => method === "POST" && path.endsWith("/V4/AccessToken");

/** The emulator of a vendor that lists its tokens, and what became of them there. */
export class Vendor {
  static async start() {
    return new Vendor(await startCommvault());
  }

  constructor(server) {
    this.server = server;
  }

  get env() {
    const { endpoint, password, username } = this.server.credentials;
    return { COMMVAULT_ENDPOINT: endpoint, COMMVAULT_USERNAME: username, COMMVAULT_PASSWORD: password };
  }

  close() {
    return this.server.close();
  }

  /** The number of tokens that were issued since the last call. */
  async issued() {
    const log = await this.server.log();
    await this.server.clearLog();
    return log.filter(isIssue).length;
  }

  /** Holds back the reply of the next requests for a token. */
  slow(count) {
    return this.server.fault({ method: "POST", match: "/V4/AccessToken", delay: 500, count });
  }

  /** Undoes `slow`. */
  quick() {
    return this.server.clearFaults();
  }

  /** Waits until so many tokens were issued since the last call of `issued`, or the signal. */
  async until(count, signal) {
    while (!signal.aborted && (await this.server.log()).filter(isIssue).length < count) await sleep(20);
  }

  /** The ids of the tokens that it accepts. */
  async tokens() {
    const { endpoint, password, username } = this.server.credentials;
    const ask = async (path, options) => (await fetch(`${endpoint}${path}`, options)).json();
    const body = JSON.stringify({ username, password: Buffer.from(password).toString("base64") });
    const { token } = await ask("/Login", { method: "POST", body, headers: { "content-type": "application/json" } });
    const { tokens } = await ask("/V4/AccessToken", { headers: { Authtoken: token } });
    return tokens.map(({ accessTokenId }) => String(accessTokenId));
  }
}
