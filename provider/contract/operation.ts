import type { Arguments, CommonValues, Values } from "../arguments/declaration";
import type { Send } from "../transport/message";
import type { Login } from "../transport/sessions";
import type { ListedToken } from "./token";

/** The arguments and functions that a vendor gets for one operation. */
export interface Operation<A extends Arguments = Arguments> {
  /** The validated arguments, with identity and credential filled in. */
  readonly args: Values<A> & CommonValues;
  /** Sends a request. This is the vendor's only way to the network. */
  readonly send: Send;
  /**
   * In milliseconds since the epoch, by the server's clock as known from its replies: the start of the operation; after
   * a reply, the time at which its request was sent.
   */
  readonly now: number;
  /** How far the server's clock is ahead of this machine's clock, in milliseconds, as known from its replies. */
  readonly clockOffset: number;
  /** A text that is the same for all operations with one credential and unique to it. It reveals nothing. */
  readonly credential: string;
  /**
   * Runs `load` once for all operations of the process with the same key and returns its result. Failures are not kept.
   */
  readonly once: <T>(key: string, load: () => Promise<T>) => Promise<T>;
  /**
   * Runs `use` with a login session. All operations of the process with the same credential share the session. If `use`
   * throws `SessionLapsed`, the session is opened again, once.
   */
  readonly inSession: <S, T>(login: Login<S>, use: (session: S) => Promise<T>) => Promise<T>;
  /** A text that is unique to this operation. Use it to make names unique. */
  readonly nonce: string;
  /** A text that is the same for all operations of one resource and unique to it. It marks the names of its tokens. */
  readonly marker: string;
  /** Returns whether a listed token is in state as a copy of this resource. During a replacement a resource has two copies. */
  readonly isOwn: (token: Pick<ListedToken, "id" | "name">) => boolean;
}
