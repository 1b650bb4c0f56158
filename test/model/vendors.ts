import type { EmulatorConnection, Fault, LoggedRequest } from "../../testing";

export type Args = Readonly<Record<string, unknown>>;

/** What a request to a vendor is for. */
export type Purpose = "issue" | "renew" | "revoke" | "introspect" | "list" | "change" | "other";

/** A vendor whose emulator runs. */
export interface Server {
  readonly connection: EmulatorConnection;
  /** The credential sets of two accounts. */
  readonly accounts: readonly [Args, Args];
  close(): Promise<void>;
}

/** A class of tokens, as far as a model must know it. Times are in milliseconds. */
export interface ModelVendor {
  readonly resource: string;
  /** Starts its emulator, with this on top of the environment where it is a process of its own. */
  readonly start: (env: Readonly<Record<string, string>>) => Promise<Server>;
  /** What its requests are for: the method, and the end of the path but for an id. The first line that fits. */
  readonly requests: readonly (readonly [purpose: Purpose, method: string, path: string])[];
  readonly lifetime: number;
  readonly revokes: boolean;
  readonly renewsInPlace: boolean;
  /** Its tokens have names that a list shows. */
  readonly lists: boolean;
  /** The secret of a credential set; absent where a wrong one would lock the account. */
  readonly secret?: string;
  /** Two values of an argument that replaces the token. */
  readonly grant: readonly [string, unknown, unknown];
  /** Two values of an argument that changes the token in place. */
  readonly inPlace?: readonly [string, unknown, unknown];
  /** The reply to an issue with a lifetime that is none, which the token is kept with in state. */
  readonly uselessLifetime?: Fault["set"];
  /** The hash of the token that a request ends or renews, or its number in the order of issue. */
  readonly tokenOf: (request: LoggedRequest) => string | number | undefined;
}

export const minute = 60_000;
/** The hash of the token that a request is sent with. */
export const bearer = ({ headers }: LoggedRequest) => headers.authorization?.replace("Bearer ", "");

/** What a request is for. */
export function purposeOf({ requests }: ModelVendor, { method, path }: LoggedRequest): Purpose {
  const fits = ([, of, end]: (typeof requests)[number]) =>
    of === method && (path.endsWith(end) || path.includes(`${end}/`));
  return requests.find(fits)?.[0] ?? "other";
}
