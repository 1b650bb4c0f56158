/** A token that a vendor just issued or renewed. */
export interface IssuedToken {
  /** The token itself. */
  readonly accessToken: string;
  /** The vendor's own id of the token; where it has none, a short hash of the token serves. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch, where the vendor says; else the time before the request was sent. */
  readonly issuedAt?: number | undefined;
  /** Milliseconds from issue to the end; it and `expiresAt` are absent where the reply names none. */
  readonly lifetime?: number | undefined;
  /** The end in milliseconds since the epoch, where the vendor gives a date. */
  readonly expiresAt?: number | undefined;
  /** How the token is used, as the vendor calls it: `Bearer`. */
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
  /** Whether the vendor accepts the token. */
  readonly accepted: boolean;
  /** Milliseconds since the epoch, where the vendor tells. */
  readonly issuedAt?: number | undefined;
  /** Milliseconds since the epoch, where the vendor tells. */
  readonly expiresAt?: number | undefined;
  /** What the token may do, where the vendor tells. */
  readonly grantedScope?: readonly string[] | undefined;
  /** What else state needs of a token that is adopted, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Sentences that the user must read. */
  readonly warnings?: readonly string[] | undefined;
}

/** A token in a vendor's list. Times are milliseconds since the epoch, and absent where the vendor does not tell. */
export interface ListedToken {
  /** The vendor's own id of it. */
  readonly id: string;
  /** As in the output `listedName` of its resource. */
  readonly name: string;
  /** When it was issued. */
  readonly issuedAt?: number | undefined;
  /** When it was last used. */
  readonly lastUsedAt?: number | undefined;
  /** The latest time at which it, or what it is renewed to, may be accepted. */
  readonly expiresAt?: number | undefined;
  /** What `revoke` needs of its state, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
}

/** A token that exists, for every operation but `issue`. */
export interface HeldToken {
  /** Empty where a listed token is revoked: nobody has it. */
  readonly accessToken: string;
  /** The id of its resource: the vendor's own id of it, or a short hash of it. */
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
