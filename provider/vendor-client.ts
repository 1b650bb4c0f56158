import { randomUUID } from "node:crypto";
import type { Arguments, CommonValues, Values } from "./arguments";
import { CredentialGate } from "./credential-gate";
import { withConnection, withCredential } from "./credential-resolution";
import { fingerprint, type ReadConfiguration } from "./credentials";
import type { Send } from "./http-message";
import type { Operation } from "./operation";
import { rememberSecret } from "./redaction";
import { type Bag, validate, withoutAbsent } from "./schema";
import { SessionPool } from "./session-pool";
import { digest } from "./state";
import type { Vendor } from "./vendor";

/** Runs a vendor's operations: with the right credential, over one set of connections, each credential tried once. */
export class VendorClient {
  readonly #gate = new CredentialGate();
  readonly #loaded = new Map<string, Promise<unknown>>();
  readonly #sessions = new SessionPool();

  constructor(
    private readonly vendor: Vendor,
    private readonly clock: () => number,
    private readonly configuration: ReadConfiguration,
  ) {}

  /**
   * Runs an operation on the resource whose inputs or outputs are in the bag.
   *
   * @param needs `"credential"` (which it is where absent): the identity in the bag is proved by its credential.
   * `"token"`: the operation sends nothing but the token itself, so no credential is asked for.
   * @throws TokenError `CREDENTIAL_MISSING`, `CREDENTIAL_OF_ANOTHER_IDENTITY` or `CREDENTIAL_REFUSED` before anything
   * is sent, and what the operation throws.
   */
  async run<T>(
    needs: "token" | "credential" | undefined,
    bag: Bag,
    work: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const vendor = this.vendor.chosenBy?.(bag) ?? this.vendor;
    if (needs === "token") return work(this.#operation(withConnection(vendor, bag, this.configuration)));
    const complete = withCredential(vendor, bag, this.configuration);
    const operation = this.#operation(complete);
    return this.#gate.enter(fingerprint(vendor, complete), () => work(operation));
  }

  #operation(bag: Bag): Operation {
    const present = withoutAbsent(bag);
    for (const [name, argument] of Object.entries(this.vendor.arguments)) {
      if (argument.secret) rememberSecret(present[name]);
    }
    const declared = Object.fromEntries(Object.entries(present).filter(([name]) => name in this.vendor.arguments));
    // What is not valid was refused by `check`; what an older version recorded is passed over, not refused.
    const args = validate(this.vendor.arguments, declared).values as Values<Arguments> & CommonValues;
    const credential = fingerprint(this.vendor, present);
    return {
      args,
      send: this.#sender(args),
      now: this.clock(),
      nonce: randomUUID().slice(0, 8),
      marker: digest(String(present.resourceUrn)).slice(0, 8),
      once: (key, load) => this.#once(key, load),
      inSession: (login, use) => this.#sessions.use(credential, login, use),
    };
  }

  #sender(args: CommonValues): Send {
    const { limitResetsAt } = this.vendor;
    return (request) => {
      // A preview sends nothing, and should not wait for an HTTP client to load.
      const { sender } = require("./http") as typeof import("./http");
      return sender(args, limitResetsAt)(request);
    };
  }

  #once<T>(key: string, load: () => Promise<T>): Promise<T> {
    const loaded = this.#loaded.get(key) ?? load();
    this.#loaded.set(key, loaded);
    loaded.catch(() => this.#loaded.delete(key));
    return loaded as Promise<T>;
  }
}
