import type { Arguments, CommonValues, Values } from "../arguments/declaration";
import type { LeftOut } from "../arguments/hints";
import type { HttpReply } from "../transport/message";
import type { DeclaredVendor } from "./declared-vendor";
import type { Operation } from "./operation";
import type { ChangedToken, HeldToken, IssuedToken, ListedToken, Observation, Owed } from "./token";

/**
 * Everything that is one vendor's: its arguments, and how it issues, introspects and revokes a token.
 *
 * A vendor has no effect of its own: it reaches the network through `send` alone and knows no clock. It throws what
 * `refused` makes for every answer that it does not list as a success.
 */
export interface Vendor<A extends Arguments = Arguments> extends DeclaredVendor {
  /**
   * The module that exports `provider` for it, as the text in state names it; another package's vendor gives its own.
   * It is a contract with every state that exists, and never changes.
   */
  readonly stateEntry?: string;
  /** The group of its credential set in the provider's arguments and in stack configuration: `oauth2`. */
  readonly group: string;
  /** Members of its group that are of use to another class alone: passed over. */
  readonly otherMembers?: readonly string[];
  /**
   * The vendor as these arguments choose it, where they choose between systems that have a group, defaults and
   * environment variables of their own. In all else it is the same vendor.
   */
  readonly chosenBy?: (bag: Readonly<Record<string, unknown>>) => Vendor;
  /** The arguments of its class by name, beside those that every class has. */
  readonly arguments: A;
  /** Fields of its requests for which there is no argument, each with the reason: the end of a sentence. */
  readonly leftOut?: LeftOut;
  /**
   * Each is a list of arguments that together suffice to reach the vendor as an account of it; one must be complete, in
   * one place. All of them have an `environment`. An argument that is needed beside the credential is `required`. The
   * usual list comes first: it is what a user is told who has begun none.
   */
  readonly credentialSets: readonly (readonly (keyof A & string)[])[];
  /** Written into the inputs where nothing else is configured. */
  readonly defaults?: Readonly<Partial<Record<keyof A & string, string>>>;
  /**
   * The identity that other members of a credential set hold, for example a key file that names its account. It goes
   * before what is given beside it, since it is what the vendor sees. Its values are as they were written.
   */
  readonly identityIn?: (set: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Outputs of its own that are secrets, beside `accessToken`. State holds `null` where a token has none. */
  readonly secretOutputs?: readonly string[];
  /** Its own outputs that are no secrets. State holds `null` where a token has none. */
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
  /** Asks for a token. */
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
  /**
   * The tokens of the owners of these resources, whoever issued them, in one list. Absent where the vendor has no list,
   * where `revoke` sends more than the credential, or where names are not made by `markedName`, by whose end they are
   * told. The output `listedName` holds the name.
   *
   * @param resources what state holds of each resource of the account in `args`, or its arguments alone where no token
   * of it is in state: their owners are those whose tokens to list
   */
  readonly list?: (
    operation: Operation<A>,
    resources: readonly Readonly<Record<string, unknown>>[],
  ) => Promise<readonly ListedToken[]>;
  /** When a vendor's own header says that requests are accepted again, in milliseconds since the epoch. */
  readonly limitResetsAt?: (reply: HttpReply, now: number) => number | undefined;
}
