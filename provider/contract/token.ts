/** A token that a vendor just issued or renewed. */
export interface IssuedToken {
  /** The token itself. */
  readonly accessToken: string;
  /** The vendor's own id of the token. If it is absent, a short hash of the token is the id. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch, if the vendor names it. If absent, the time before the request was sent counts. */
  readonly issuedAt?: number | undefined;
  /** Milliseconds from issue to expiry. This and `expiresAt` are absent if the reply names no expiry. */
  readonly lifetime?: number | undefined;
  /** The expiry in milliseconds since the epoch, if the vendor names a date. */
  readonly expiresAt?: number | undefined;
  /** The token type, as the vendor writes it: `Bearer`. */
  readonly tokenType?: string | undefined;
  /** The scope that the vendor granted, if it names it. */
  readonly grantedScope?: readonly string[] | undefined;
  /** Other fields of the vendor's reply, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Why the token cannot be used as it is. It is still stored in state, so that it is not lost. */
  readonly unusable?: string | undefined;
  /** Sentences that the user must read. */
  readonly warnings?: readonly string[] | undefined;
}

/** The result of renewing or changing a token in place. Properties that are absent did not change. */
export interface ChangedToken extends Partial<Omit<IssuedToken, "id" | "unusable" | "expiresAt">> {
  /** The expiry in milliseconds since the epoch; `null` if the token no longer expires. */
  readonly expiresAt?: number | null | undefined;
  /** Whether the lifetime started again. */
  readonly renewed?: boolean;
  /** `false` if the vendor said that it no longer accepts the token. */
  readonly accepted?: boolean;
  /** The step that is not done yet, in the vendor's own word. The next change finds it in the state. */
  readonly unfinished?: string | undefined;
}

/** A change in place that failed after a part of it was carried out, or after it showed that the token is dead. */
export class PartialChange extends Error {
  constructor(
    /** The error of the step that failed. */
    override readonly cause: Error,
    /** The changes that were carried out before. */
    readonly changed: ChangedToken,
  ) {
    super(cause.message);
  }
}

/** The vendor's information about an existing token. */
export interface Observation {
  /** Whether the vendor accepts the token. */
  readonly accepted: boolean;
  /** Milliseconds since the epoch, if the vendor names it. */
  readonly issuedAt?: number | undefined;
  /** Milliseconds since the epoch, if the vendor names it. */
  readonly expiresAt?: number | undefined;
  /** The scope of the token, if the vendor names it. */
  readonly grantedScope?: readonly string[] | undefined;
  /** Other outputs that state needs for an adopted token, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
  /** Sentences that the user must read. */
  readonly warnings?: readonly string[] | undefined;
}

/** A token in a vendor's list. Times are milliseconds since the epoch, and absent if the vendor does not name them. */
export interface ListedToken {
  /** The vendor's own id of the token. */
  readonly id: string;
  /** The name, as in the output `listedName` of its resource. */
  readonly name: string;
  /** When it was issued. */
  readonly issuedAt?: number | undefined;
  /** When it was last used. */
  readonly lastUsedAt?: number | undefined;
  /** The latest time at which the token, or the one it is renewed to, may be accepted. */
  readonly expiresAt?: number | undefined;
  /** The outputs that `revoke` needs, by output name. */
  readonly outputs?: Readonly<Record<string, unknown>> | undefined;
}

/** An existing token, for every operation but `issue`. */
export interface HeldToken {
  /** The token itself. Empty if a listed token is revoked, since a list does not contain it. */
  readonly accessToken: string;
  /**
   * The vendor's own id of the token. If the vendor gives none, the id of the resource: a short hash of its first token.
   */
  readonly id: string;
  /** The outputs of the resource in state. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** The work of a change in place. */
export interface Owed {
  /** Whether to renew the token: it is due, and the vendor renews in place. */
  readonly renewal: boolean;
  /** The grant arguments that changed. */
  readonly changes: readonly string[];
}
