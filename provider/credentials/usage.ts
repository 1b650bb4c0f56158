import type { HttpRequest } from "../transport/message";
import { Pacer } from "../transport/pacer";
import { ServerGate } from "../transport/server-gate";
import type { ServerClock } from "../transport/server-time";
import { CredentialGate } from "./gate";

/** How a process uses its credentials and the servers they are for, whichever classes they belong to. */
export class CredentialUse {
  readonly gate = new CredentialGate();
  readonly servers = new ServerGate();
  readonly #pacers = new Map<string, Pacer>();
  readonly #clocks = new Map<string, ServerClock>();

  /**
   * The pacer of all requests that a server counts together: of one credential, and those that change something apart
   * from those that do not.
   */
  pacer(credential: string, { method, url }: HttpRequest): Pacer {
    const key = [credential, new URL(url).origin, method === "GET" ? "reads" : "writes"].join(" ");
    const pacer = this.#pacers.get(key) ?? new Pacer();
    this.#pacers.set(key, pacer);
    return pacer;
  }

  /** The clock of the server that a credential is for, as far as this process has learnt of it. */
  serverClock(credential: string): ServerClock {
    const clock = this.#clocks.get(credential) ?? { offset: 0 };
    this.#clocks.set(credential, clock);
    return clock;
  }
}
