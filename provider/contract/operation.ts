import type { Arguments, CommonValues, Values } from "../arguments/declaration";
import type { Send } from "../transport/message";

/** What a vendor is given to work with. */
export interface Operation<A extends Arguments = Arguments> {
  /** The validated arguments, with identity and credential filled in. */
  readonly args: Values<A> & CommonValues;
  /** Reaches the vendor; there is no other way. */
  readonly send: Send;
  /**
   * Milliseconds since the epoch by the server's clock, as far as its replies tell it: when the operation began, then
   * when the last request that was answered was sent.
   */
  readonly now: number;
  /** How far the server's clock is ahead of this machine's, in milliseconds, as far as its replies tell. */
  readonly clockOffset: number;
  /** A text that all operations with the same credential get, and no others; nothing can be learnt from it. */
  readonly credential: string;
  /** Loads something once for all operations of the process that name the same key; a failure is not kept. */
  readonly once: <T>(key: string, load: () => Promise<T>) => Promise<T>;
  /**
   * Works within a login session that all operations of the process with the same credential share. Where `use` throws
   * `SessionLapsed`, the session is opened anew, once.
   */
  readonly inSession: <S, T>(login: Login<S>, use: (session: S) => Promise<T>) => Promise<T>;
  /** A text that no other operation gets, to tell names apart. */
  readonly nonce: string;
  /** A text that all operations of one resource get and those of no other, to know its own names by. */
  readonly marker: string;
}

/** How a login session begins and ends. */
export interface Login<S> {
  /** Logs in. What it gives is what `inSession` passes on. */
  readonly open: () => Promise<S>;
  /** Called once, when the process ends. It may fail: the vendor's idle time-out covers that. */
  readonly close: (session: S) => Promise<void>;
}

/** Thrown within a session that the vendor no longer knows, before anything was carried out. */
export class SessionLapsed extends Error {}
