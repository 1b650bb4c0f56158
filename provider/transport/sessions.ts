import { failedBefore } from "../messages/errors";
import { rememberSecret } from "../messages/redaction";

/** How a login session begins and ends. */
export interface Login<S> {
  /** Logs in and returns the session, which `inSession` passes to `use`. */
  readonly open: () => Promise<S>;
  /** Logs out. Called once, when the process ends. It may fail; the vendor's idle time-out then ends the session. */
  readonly close: (session: S) => Promise<void>;
}

/** Throw this if the vendor no longer knows the session and has carried out nothing. */
export class SessionLapsed extends Error {}

interface Session {
  readonly opened: Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** How long the process logs out before it exits, in milliseconds. The engine itself waits five seconds. */
const longestFarewell = 2000;

/** The login sessions of this process: one per credential, shared by all operations, logged out at the end. */
export class SessionPool {
  readonly #sessions = new Map<string, Session>();
  #waitsForEnd = false;

  /** Runs `work` with the session of this key. Opens the session if it is not open, and once more if it has expired. */
  async use<S, T>(key: string, login: Login<S>, work: (session: S) => Promise<T>): Promise<T> {
    const session = this.#sessionOf(key, login);
    try {
      return await work((await session.opened) as S);
    } catch (error) {
      if (!(error instanceof SessionLapsed)) throw error;
      // Another operation may have opened a new one already.
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
      return work((await this.#sessionOf(key, login).opened) as S);
    }
  }

  /** Logs out of every session. If that takes more than two seconds, the vendor's idle time-out ends the rest. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    const deadline = new Promise((resolve) => setTimeout(resolve, longestFarewell).unref());
    await Promise.race([Promise.allSettled(sessions.map(({ close }) => close())), deadline]);
  }

  #sessionOf<S>(key: string, login: Login<S>): Session {
    const existing = this.#sessions.get(key);
    if (existing !== undefined) return existing;
    const opened = login.open().catch(failedBefore);
    opened.then(rememberSecret, () => {});
    const session = { opened, close: async () => login.close(await opened) };
    this.#sessions.set(key, session);
    opened.catch(() => {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    });
    this.#closeAtEnd();
    return session;
  }

  /** Logs out on SIGINT. The engine ends the process with it, and gives a dynamic provider no other sign of the end. */
  #closeAtEnd(): void {
    if (this.#waitsForEnd) return;
    this.#waitsForEnd = true;
    process.once("SIGINT", () => {
      // The process still ends by the signal: a command that was interrupted must not look successful.
      void this.close().then(() => process.kill(process.pid, "SIGINT"));
    });
  }
}
