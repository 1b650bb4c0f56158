import type { Arguments, CommonValues, Values } from "../arguments/declaration";
import type { LeftOut } from "../arguments/hints";
import type { HttpReply } from "../transport/message";
import type { DeclaredVendor } from "./declared-vendor";
import type { Operation } from "./operation";
import type { ChangedToken, HeldToken, IssuedToken, ListedToken, Observation, Owed } from "./token";

/**
 * All code of one vendor: its arguments, and how it issues, introspects and revokes a token.
 *
 * A vendor reaches the network only through `send`, and reads no clock. For every answer that it does not list as a
 * success, it throws the error that `refused` returns.
 */
export interface Vendor<A extends Arguments = Arguments> extends DeclaredVendor {
  /**
   * The module that exports `provider` for this vendor, as the text in state names it. A vendor in another package
   * names its own module. Never change it: every existing state contains it.
   */
  readonly stateEntry?: string;
  /** The name of its credential set in the provider's arguments and in stack configuration: `oauth2`. */
  readonly group: string;
  /** Members of its group that only another class uses. They are skipped. */
  readonly otherMembers?: readonly string[];
  /**
   * Returns the vendor for these arguments, if they choose between systems with their own group, defaults and
   * environment variables. Everything else is the same in each.
   */
  readonly chosenBy?: (bag: Readonly<Record<string, unknown>>) => Vendor;
  /** The arguments of its class by name, beside those that every class has. */
  readonly arguments: A;
  /** Its request fields that have no argument, each with the reason, written as the end of a sentence. */
  readonly leftOut?: LeftOut;
  /**
   * Lists of arguments. Each list is sufficient to log in as an account of the vendor; one list must be complete, in
   * one place. All these arguments have an `environment`. Declare another argument that every program needs as
   * `required`. Put the usual list first: a user who gave no part of any list is told about that one.
   */
  readonly credentialSets: readonly (readonly (keyof A & string)[])[];
  /**
   * Returns the lists that count in place of `credentialSets` for values of one place, if other members of the set or
   * connection settings choose how to log in; `undefined` if they choose nothing.
   */
  readonly chosenSets?: (values: Readonly<Record<string, unknown>>) => readonly (readonly string[])[] | undefined;
  /** Values that are written into the inputs if nothing else is configured. */
  readonly defaults?: Readonly<Partial<Record<keyof A & string, string>>>;
  /**
   * Returns the identity inside other members of a credential set, for example in a key file that names its account. It
   * overrides identity arguments, since it is the one that the vendor sees. The values in `set` are as they were
   * written.
   */
  readonly identityIn?: (set: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Its own secret outputs, in addition to `accessToken`. State holds `null` for those that a token lacks. */
  readonly secretOutputs?: readonly string[];
  /** Its own outputs that are not secret. State holds `null` for those that a token lacks. */
  readonly outputs?: readonly string[];
  /** Whether a refresh asks the vendor, unless the user sets it. The default is true. */
  readonly introspectsByDefault?: boolean;
  /** The lifetime to assume if the reply names none, in milliseconds, unless the user gives another. */
  readonly assumedLifetime?: number;
  /** Returns the lifetime that the arguments ask for, in milliseconds. */
  readonly requestedLifetime?: (args: Values<A> & CommonValues) => number | undefined;
  /**
   * Returns the expiry that the user set as a date, in milliseconds since the epoch. The token is not renewed past it.
   */
  readonly userEnd?: (args: Values<A> & CommonValues) => number | undefined;
  /** Returns whether `change` renews a due token in this state. Otherwise the token is replaced. */
  readonly renewsInPlace?: (args: Values<A> & CommonValues, state: Readonly<Record<string, unknown>>) => boolean;
  /** Returns a sentence for each combination of arguments that is not allowed. */
  readonly conflicts?: (args: Values<A> & CommonValues) => readonly string[];
  /** Returns the headers that send the token to the vendor. */
  readonly requestHeaders: (
    token: { accessToken: string; tokenType?: string | undefined },
    /** The resource's own arguments for the connection to its server. */
    connection: Values<A>,
  ) => Record<string, string>;
  /** Issues a token. */
  readonly issue: (operation: Operation<A>) => Promise<IssuedToken>;
  /**
   * Asks the vendor about a token. Absent if no server of the vendor can; returns `undefined` if this server cannot.
   */
  readonly introspect?: (operation: Operation<A>, token: HeldToken) => Promise<Observation | undefined>;
  /** Whether `introspect` sends the token itself (then it needs no credential) or the credential. */
  readonly introspectsWith?: "token" | "credential";
  /**
   * Renews a token in place, changes its grants, or finishes an incomplete earlier change; it does everything in `owed`
   * at once. Absent if the vendor cannot change a token.
   *
   * @throws PartialChange if a part was carried out, or if the token turned out to be dead.
   */
  readonly change?: (operation: Operation<A>, token: HeldToken, owed: Owed) => Promise<ChangedToken>;
  /** Whether `change` sends the token itself (then it needs no credential) or the credential. */
  readonly changesWith?: "token" | "credential";
  /**
   * Revokes the token. A token that is already gone counts as revoked. Absent if no server of the vendor can; returns
   * `false` if this server cannot, and a text if the token is revoked and something that came with it still works. The
   * text is the end of the sentence "it is revoked, but".
   */
  readonly revoke?: (operation: Operation<A>, token: HeldToken) => Promise<boolean | string>;
  /** Whether `revoke` sends the token itself (then it needs no credential) or the credential. */
  readonly revokesWith?: "token" | "credential";
  /**
   * Returns all tokens that belong to the owners of these resources, whoever issued the tokens. Absent if the vendor
   * has no list, if `revoke` sends more than the credential, or if names are not made by `markedName`: the marker at
   * the end of a name identifies its resource. The output `listedName` holds the name.
   *
   * @param resources the state of each resource of the account in `args`, or only its arguments if state holds no token
   * for it. They name the owners whose tokens are listed
   */
  readonly list?: (
    operation: Operation<A>,
    resources: readonly Readonly<Record<string, unknown>>[],
  ) => Promise<readonly ListedToken[]>;
  /** Returns when requests are accepted again, from a vendor's own header, in milliseconds since the epoch. */
  readonly limitResetsAt?: (reply: HttpReply, now: number) => number | undefined;
}
