import { randomUUID } from "node:crypto";
import type { Arguments, CommonValues, Values } from "../arguments/declaration";
import { type Bag, urnOf, validate, withoutAbsent } from "../arguments/validation";
import type { Operation } from "../contract/operation";
import type { Vendor } from "../contract/vendor";
import { markerOf } from "../leftovers/marker";
import { OwnTokens } from "../leftovers/own-tokens";
import { failedBefore, TokenError } from "../messages/errors";
import { report } from "../messages/report";
import { rfc3339 } from "../policy/rfc3339";
import type { Pace } from "../transport/http";
import type { Send } from "../transport/message";
import { ServerTime } from "../transport/server-time";
import { SessionPool } from "../transport/sessions";
import { lastRunText, withConnection, withCredential } from "./credential-of-account";
import type { ReadConfiguration } from "./places";
import { rememberSecrets } from "./secrets";
import { fingerprint } from "./set";
import type { CredentialUse } from "./usage";

/**
 * Runs a vendor's operations with the right credential, over shared connections. A refused credential is not repeated.
 */
export class VendorClient {
  readonly #loaded = new Map<string, Promise<unknown>>();
  readonly #sessions = new SessionPool();

  constructor(
    private readonly vendor: Vendor,
    private readonly clock: () => number,
    private readonly configuration: ReadConfiguration,
    private readonly use: CredentialUse,
    private readonly own = new OwnTokens(),
  ) {}

  /**
   * Runs an operation on the resource whose inputs or outputs are in the bag.
   *
   * @param needs `"credential"` (the default): the operation uses the credential of the identity in the bag. `"token"`:
   * the operation sends only the token itself, so it needs no credential.
   * @throws TokenError `CREDENTIAL_MISSING`, `CREDENTIAL_OF_ANOTHER_IDENTITY` or `CREDENTIAL_REFUSED` before anything
   * is sent. Throws what the operation throws.
   */
  async run<T>(
    needs: "token" | "credential" | undefined,
    bag: Bag,
    work: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const vendor = this.vendor.chosenBy?.(bag) ?? this.vendor;
    if (needs === "token") return work(this.#operation(vendor, withConnection(vendor, bag, this.configuration)));
    const { bag: complete, place } = withCredential(vendor, bag, this.configuration);
    try {
      // Create the operation when its turn comes: it may wait for another one, and its time is the time of its creation.
      return await this.use.gate.enter(fingerprint(vendor, complete), () => work(this.#operation(vendor, complete)));
    } catch (error) {
      if (!(error instanceof TokenError) || error.code !== "CREDENTIAL_REFUSED" || place === undefined) throw error;
      throw new TokenError(error.code, error.message + lastRunText(place), error.status);
    }
  }

  /** Logs out of the sessions that its operations opened. */
  close(): Promise<void> {
    return this.#sessions.close();
  }

  #operation(vendor: Vendor, bag: Bag): Operation {
    const present = withoutAbsent(bag);
    rememberSecrets(this.vendor, present);
    const declared = Object.fromEntries(Object.entries(present).filter(([name]) => name in this.vendor.arguments));
    // `check` refused invalid arguments already. Values that an older version stored are skipped, not refused.
    const args = validate(this.vendor.arguments, declared).values as Values<Arguments> & CommonValues;
    const credential = fingerprint(vendor, present);
    const time = new ServerTime(this.clock, this.use.serverClock(credential));
    return {
      args,
      send: time.watching(this.#sender(args, credential, urnOf(present))),
      get now() {
        return time.now;
      },
      get clockOffset() {
        return time.offset;
      },
      credential,
      nonce: randomUUID().slice(0, 8),
      marker: markerOf(String(present.resourceUrn)),
      isOwn: (token) => this.own.has(urnOf(present), token),
      once: (key, load) => this.#once(key, load),
      inSession: (login, use) => this.#sessions.use(credential, login, use),
    };
  }

  #sender(args: CommonValues, credential: string, urn: string | undefined): Send {
    const { limitResetsAt, title } = this.vendor;
    const pace: Pace = {
      servers: this.use.servers,
      clock: this.clock,
      limitResetsAt,
      pacerOf: (request) => this.use.pacer(credential, request),
      onWait: (resetsAt) => void report("info", urn, `${title} ${waitText(resetsAt)}`),
    };
    let send: Send | undefined;
    return (request) => {
      // A preview sends nothing, so it should not wait for the HTTP client to load.
      send ??= (require("../transport/http") as typeof import("../transport/http")).sender(args, pace);
      return send(request);
    };
  }

  #once<T>(key: string, load: () => Promise<T>): Promise<T> {
    const loaded = this.#loaded.get(key) ?? load().catch(failedBefore);
    this.#loaded.set(key, loaded);
    loaded.catch(() => this.#loaded.delete(key));
    return loaded as Promise<T>;
  }
}

function waitText(resetsAt: number | undefined): string {
  return resetsAt === undefined
    ? "accepts no more requests for now, and does not say until when: trying again for about a minute"
    : `accepts no more requests until ${rfc3339(resetsAt)}: waiting`;
}
