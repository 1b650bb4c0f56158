import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The key that encrypts the secrets of all stacks of a test file. */
export const dataKey = randomBytes(32);

const secretsProvider = "hashivault://tests";

/** The settings of a stack whose key is with the keeper. */
export const keeperSettings = {
  secretsProvider,
  encryptedKey: Buffer.from("vault:v1:data-key").toString("base64"),
};

let server: Server | undefined;
let environment: Promise<Record<string, string>> | undefined;

afterAll(() => server?.close());

/**
 * Returns the environment in which the engine gets the key, as from the transit engine of HashiCorp's Vault. Every
 * command needs it: to derive one from a passphrase takes a fifth of a second of CPU time.
 */
export function keeper(): Promise<Record<string, string>> {
  environment ??= new Promise((resolve, reject) => {
    const started = createServer((_, reply) => {
      reply.setHeader("content-type", "application/json");
      reply.end(JSON.stringify({ data: { plaintext: dataKey.toString("base64") } }));
    });
    server = started;
    started.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = started.address() as AddressInfo;
      resolve({ VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "tests" });
    });
  });
  return environment;
}
