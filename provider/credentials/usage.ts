import type { HttpRequest } from "../transport/message";
import { Pacer } from "../transport/rate-limit-retry";
import { ServerGate } from "../transport/server-gate";
import type { ServerClock } from "../transport/server-time";
import { CredentialGate } from "./gate";

/** The gates, pacers and clocks of a process, shared by all classes that use a credential or a server. */
export class CredentialUse {
  readonly gate = new CredentialGate();
  readonly servers = new ServerGate();
  readonly #pacers = new Map<string, Pacer>();
  readonly #clocks = new Map<string, ServerClock>();

  /**
   * Returns the pacer for all requests that a server counts together: those of one credential, with GET requests
   * separate from the others.
   */
  pacer(credential: string, { method, url }: HttpRequest): Pacer {
    const key = [credential, new URL(url).origin, method === "GET" ? "reads" : "writes"].join(" ");
    const pacer = this.#pacers.get(key) ?? new Pacer();
    this.#pacers.set(key, pacer);
    return pacer;
  }

  /** Returns the clock of a credential's server, as this process knows it from replies. */
  serverClock(credential: string): ServerClock {
    const clock = this.#clocks.get(credential) ?? { offset: 0 };
    this.#clocks.set(credential, clock);
    return clock;
  }
}
