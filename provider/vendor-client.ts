import type { Arguments, CommonValues, Values } from "./arguments";
import { CredentialGate } from "./credential-gate";
import { withCredential } from "./credential-resolution";
import { fingerprint, type ReadConfiguration } from "./credentials";
import { rememberSecret } from "./redaction";
import { type Bag, validate, withoutAbsent } from "./schema";
import type { Operation, Send, Vendor } from "./vendor";

/** Runs a vendor's operations: with the right credential, over one set of connections, each credential tried once. */
export class VendorClient {
  readonly #gate = new CredentialGate();
  readonly #loaded = new Map<string, Promise<unknown>>();

  constructor(
    private readonly vendor: Vendor,
    private readonly clock: () => number,
  ) {}

  /**
   * Runs an operation that proves the identity in the bag with its credential.
   *
   * @throws TokenError `CREDENTIAL_MISSING`, `CREDENTIAL_OF_ANOTHER_IDENTITY` or `CREDENTIAL_REFUSED` before anything
   * is sent, and what the operation throws.
   */
  async withCredential<T>(
    bag: Bag,
    configuration: ReadConfiguration,
    run: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const complete = withCredential(this.vendor, bag, configuration);
    const operation = this.#operation(complete);
    return this.#gate.enter(fingerprint(this.vendor, complete), () => run(operation));
  }

  /** Runs an operation that sends nothing but the token itself, so no credential is asked for. */
  async withToken<T>(bag: Bag, run: (operation: Operation) => Promise<T>): Promise<T> {
    return run(this.#operation({ ...this.vendor.defaults, ...bag }));
  }

  #operation(bag: Bag): Operation {
    const present = withoutAbsent(bag);
    for (const [name, argument] of Object.entries(this.vendor.arguments)) {
      if (argument.secret) rememberSecret(present[name]);
    }
    const declared = Object.fromEntries(Object.entries(present).filter(([name]) => name in this.vendor.arguments));
    // What is not valid was refused by `check`; what an older version recorded is passed over, not refused.
    const args = validate(this.vendor.arguments, declared).values as Values<Arguments> & CommonValues;
    return { args, send: this.#sender(args), now: this.clock(), once: (key, load) => this.#once(key, load) };
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
