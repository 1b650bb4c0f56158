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
  /** Milliseconds from issue to the end; absent where the reply names none. */
  readonly lifetime?: number | undefined;
  readonly tokenType?: string | undefined;
  /** What the vendor granted, where it says so. */
  readonly grantedScope?: readonly string[] | undefined;
  /** The vendor's other reply fields, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Why the token cannot be used as it is. It is kept in state all the same, so that it is not lost. */
  readonly unusable?: string | undefined;
}

/** What a vendor says of a token that exists. */
export interface Observation {
  readonly accepted: boolean;
  /** Milliseconds since the epoch, where the vendor tells. */
  readonly issuedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly grantedScope?: readonly string[] | undefined;
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
}

/** A token that exists, for `introspect` and `revoke`. */
export interface HeldToken {
  readonly accessToken: string;
  readonly id: string;
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
  /** What messages call it: `the OAuth 2.0 server`. */
  readonly title: string;
  /** The group of its credential set in the provider's arguments and in stack configuration: `oauth2`. */
  readonly group: string;
  readonly arguments: A;
  /** Each is a list of arguments that together suffice to issue a token; one must be complete. */
  readonly credentialSets: readonly (readonly (keyof A & string)[])[];
  /** Written into the inputs where nothing else is configured. */
  readonly defaults?: Readonly<Partial<Record<keyof A & string, string>>>;
  /** Outputs of its own that are secrets, beside `accessToken`. */
  readonly secretOutputs?: readonly string[];
  /** Its own outputs that are no secrets. */
  readonly outputs?: readonly string[];
  /** Sentences on arguments that do not go together. */
  readonly conflicts?: (args: Values<A> & CommonValues) => readonly string[];
  /** The headers with which the token is sent to the vendor. */
  readonly requestHeaders: (token: { accessToken: string; tokenType?: string | undefined }) => Record<string, string>;
  readonly issue: (operation: Operation<A>) => Promise<IssuedToken>;
  /** Absent where the vendor has no way to ask; `undefined` where this server has none. */
  readonly introspect?: (operation: Operation<A>, token: HeldToken) => Promise<Observation | undefined>;
  /** What `introspect` sends: the token itself (then no credential is asked for), or the credential. */
  readonly introspectsWith?: "token" | "credential";
  /**
   * Ends the token; one that is gone already counts as ended. Absent where the vendor has no way to revoke; `false`
   * where this server has none.
   */
  readonly revoke?: (operation: Operation<A>, token: HeldToken) => Promise<boolean>;
  /** When a vendor's own header says that requests are accepted again, in milliseconds since the epoch. */
  readonly limitResetsAt?: (reply: HttpReply, now: number) => number | undefined;
}

/**
 * Declares a vendor: inside it, `args` has the types of its own declarations. Who uses it reads only the declarations.
 */
export function defineVendor<const A extends Arguments>(vendor: Vendor<A>): Vendor {
  return vendor as unknown as Vendor;
}
