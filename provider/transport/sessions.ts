import { type Login, SessionLapsed } from "../contract/operation";
import { failedBefore } from "../messages/errors";
import { rememberSecret } from "../messages/redaction";

interface Session {
  readonly opened: Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** How long the process stays to log out when the engine ends it; the engine itself waits five seconds. */
const longestFarewell = 2000;

/** The login sessions of this process: one a credential, shared by all operations, logged out at the end. */
export class SessionPool {
  readonly #sessions = new Map<string, Session>();
  #waitsForEnd = false;

  /** Works within the session of this key, opening it where there is none, and once more where it has lapsed. */
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

  /** Logs out of every session. One that cannot be closed in two seconds is left to the vendor's idle time-out. */
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

  /** The engine ends the process by SIGINT, and gives a dynamic provider no other sign that a run is over. */
  #closeAtEnd(): void {
    if (this.#waitsForEnd) return;
    this.#waitsForEnd = true;
    process.once("SIGINT", () => {
      // By the signal itself, as without this handler: a command that is interrupted has not succeeded.
      void this.close().then(() => process.kill(process.pid, "SIGINT"));
    });
  }
}
