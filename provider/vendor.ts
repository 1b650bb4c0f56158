import type { Arguments, CommonValues, Values } from "./arguments";

/** A request to a vendor. At most one of `form` and `json` is its body. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as `application/x-www-form-urlencoded`; what is `undefined` is left out. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as `application/json`; what is `undefined` is left out. */
  readonly json?: unknown;
  /** Headers that concern one connection alone, as `Keep-Alive`: common clients refuse to send them. */
  readonly connectionHeaders?: Readonly<Record<string, string>>;
  /**
   * Carrying it out twice is the same as once, so it may be sent again after a lost reply. A request that issues
   * something never is: it is sent again only where nothing was sent, or after 429.
   */
  readonly idempotent: boolean;
}

/** What a vendor answered. */
export interface HttpReply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body, where it is a JSON object; else `undefined`. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Sends a request and gives the reply, whatever its status.
 *
 * @throws TokenError `NOT_SENT` or `REPLY_LOST`.
 */
export type Send = (request: HttpRequest) => Promise<HttpReply>;

/** A token that a vendor just issued or renewed. */
export interface IssuedToken {
  readonly accessToken: string;
  /** The vendor's own id of the token; where it has none, a short hash of the token serves. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch, where the vendor says; else the time before the request was sent. */
  readonly issuedAt?: number | undefined;
  /** Milliseconds from issue to the end; it and `expiresAt` are absent where the reply names none. */
  readonly lifetime?: number | undefined;
  /** The end in milliseconds since the epoch, where the vendor gives a date. */
  readonly expiresAt?: number | undefined;
  readonly tokenType?: string | undefined;
  /** What the vendor granted, where it says so. */
  readonly grantedScope?: readonly string[] | undefined;
  /** The vendor's other reply fields, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Why the token cannot be used as it is. It is kept in state all the same, so that it is not lost. */
  readonly unusable?: string | undefined;
  /** Sentences that the user must read. */
  readonly warnings?: readonly string[] | undefined;
}

/** What became of a token that a vendor renewed or changed in place. What is absent is as it was. */
export interface ChangedToken extends Partial<Omit<IssuedToken, "id" | "unusable" | "expiresAt">> {
  /** The end in milliseconds since the epoch; `null` where it has none any more. */
  readonly expiresAt?: number | null | undefined;
  /** The lifetime began anew. */
  readonly renewed?: boolean;
  /** `false` where the vendor said that it no longer accepts the token. */
  readonly accepted?: boolean;
  /** The step that is still to be done, in the vendor's own word: given back in the state of the next change. */
  readonly unfinished?: string | undefined;
}

/** A change in place that failed after a part of it was carried out, or after it told that the token is dead. */
export class PartialChange extends Error {
  constructor(
    /** What failed. */
    override readonly cause: Error,
    /** What was carried out before. */
    readonly changed: ChangedToken,
  ) {
    super(cause.message);
  }
}

/** What a vendor says of a token that exists. */
export interface Observation {
  readonly accepted: boolean;
  /** Milliseconds since the epoch, where the vendor tells. */
  readonly issuedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly grantedScope?: readonly string[] | undefined;
  /** What else state needs of a token that is adopted, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Sentences that the user must read. */
  readonly warnings?: readonly string[] | undefined;
}

/** What a vendor is given to work with. */
export interface Operation<A extends Arguments = Arguments> {
  /** The validated arguments, with identity and credential filled in. */
  readonly args: Values<A> & CommonValues;
  readonly send: Send;
  /** Milliseconds since the epoch. */
  readonly now: number;
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
  readonly open: () => Promise<S>;
  /** Called once, when the process ends. It may fail: the vendor's idle time-out covers that. */
  readonly close: (session: S) => Promise<void>;
}

/** Thrown within a session that the vendor no longer knows, before anything was carried out. */
export class SessionLapsed extends Error {}

/** A token that exists, for every operation but `issue`. */
export interface HeldToken {
  readonly accessToken: string;
  readonly id: string;
  /** Its state. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** What a change in place has to do. */
export interface Owed {
  /** The token is due, and the vendor renews in place. */
  readonly renewal: boolean;
  /** The grant arguments that changed. */
  readonly changes: readonly string[];
}

/**
 * Everything that is one vendor's: its arguments, and how it issues, introspects and revokes a token.
 *
 * A vendor has no effect of its own: it reaches the network through `send` alone and knows no clock. It throws what
 * `refused` makes for every answer that it does not list as a success.
 */
export interface Vendor<A extends Arguments = Arguments> {
  /** The resource class, for example `OAuth2AccessToken`. */
  readonly resource: string;
  /**
   * The module that exports `provider` for it, as the text in state names it; another package's vendor gives its own.
   * It is a contract with every state that exists, and never changes.
   */
  readonly stateEntry?: string;
  /** What messages call it: `the OAuth 2.0 server`. */
  readonly title: string;
  /** The group of its credential set in the provider's arguments and in stack configuration: `oauth2`. */
  readonly group: string;
  /** Members of its group that are of use to another class alone: passed over. */
  readonly otherMembers?: readonly string[];
  /**
   * The vendor as these arguments choose it, where they choose between systems that have a group, defaults and
   * environment variables of their own. In all else it is the same vendor.
   */
  readonly chosenBy?: (bag: Readonly<Record<string, unknown>>) => Vendor;
  readonly arguments: A;
  /** Each is a list of arguments that together suffice to issue a token; one must be complete. */
  readonly credentialSets: readonly (readonly (keyof A & string)[])[];
  /** Written into the inputs where nothing else is configured. */
  readonly defaults?: Readonly<Partial<Record<keyof A & string, string>>>;
  /**
   * The identity that other members of a credential set hold, for example a key file that names its account. It goes
   * before what is given beside it, since it is what the vendor sees. Its values are as they were written.
   */
  readonly identityIn?: (set: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Outputs of its own that are secrets, beside `accessToken`. */
  readonly secretOutputs?: readonly string[];
  /** Its own outputs that are no secrets. */
  readonly outputs?: readonly string[];
  /** Whether a refresh asks the vendor, where the user does not say. True where absent. */
  readonly introspectsByDefault?: boolean;
  /** The lifetime to count with where the reply names none, in milliseconds, unless the user gives another. */
  readonly assumedLifetime?: number;
  /** The lifetime that the arguments ask for, in milliseconds. */
  readonly requestedLifetime?: (args: Values<A> & CommonValues) => number | undefined;
  /** The end that the user set by a date, in milliseconds since the epoch: the token is never renewed past it. */
  readonly userEnd?: (args: Values<A> & CommonValues) => number | undefined;
  /** Whether a token in this state that is due is renewed by `change`, instead of replaced. */
  readonly renewsInPlace?: (args: Values<A> & CommonValues, state: Readonly<Record<string, unknown>>) => boolean;
  /** Sentences on arguments that do not go together. */
  readonly conflicts?: (args: Values<A> & CommonValues) => readonly string[];
  /** The headers with which the token is sent to the vendor. */
  readonly requestHeaders: (
    token: { accessToken: string; tokenType?: string | undefined },
    /** Of the resource's own arguments, those on how its server is reached. */
    connection: Values<A>,
  ) => Record<string, string>;
  readonly issue: (operation: Operation<A>) => Promise<IssuedToken>;
  /** Absent where the vendor has no way to ask; `undefined` where this server has none. */
  readonly introspect?: (operation: Operation<A>, token: HeldToken) => Promise<Observation | undefined>;
  /** What `introspect` sends: the token itself (then no credential is asked for), or the credential. */
  readonly introspectsWith?: "token" | "credential";
  /**
   * Renews a token in place, changes what it may do, or finishes what an earlier change left undone: all that is owed
   * at once. Absent where the vendor can do neither.
   *
   * @throws PartialChange where a part was carried out, or the token turned out dead.
   */
  readonly change?: (operation: Operation<A>, token: HeldToken, owed: Owed) => Promise<ChangedToken>;
  /** What `change` sends: the token itself (then no credential is asked for), or the credential. */
  readonly changesWith?: "token" | "credential";
  /**
   * Ends the token; one that is gone already counts as ended. Absent where the vendor has no way to revoke; `false`
   * where this server has none.
   */
  readonly revoke?: (operation: Operation<A>, token: HeldToken) => Promise<boolean>;
  /** What `revoke` sends: the token itself (then no credential is asked for), or the credential. */
  readonly revokesWith?: "token" | "credential";
  /** When a vendor's own header says that requests are accepted again, in milliseconds since the epoch. */
  readonly limitResetsAt?: (reply: HttpReply, now: number) => number | undefined;
}

/**
 * Declares a vendor: inside it, `args` has the types of its own declarations. Who uses it reads only the declarations.
 */
export function defineVendor<const A extends Arguments>(vendor: Vendor<A>): Vendor {
  return vendor as unknown as Vendor;
}
