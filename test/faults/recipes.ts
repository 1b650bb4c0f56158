import type { EmulatorConnection } from "../../testing";
import type { Properties } from "../support/provider-process/provider-process";
import type { OAuth2Servers } from "./oauth2-servers";

/** A vendor that runs, for one case. */
export interface Vendor {
  readonly connection: EmulatorConnection;
  /** What a program gives to the resource. */
  readonly args: Properties;
  close(): Promise<void>;
}

/** One way to use a class. */
export interface Recipe {
  /** The class, and what sets this way apart. */
  readonly name: string;
  readonly resource: string;
  readonly start: (oauth2: OAuth2Servers) => Promise<Vendor>;
  /** The request that issues the tokens of the resource: `POST /token`. */
  readonly issues: RegExp;
  /** The request that opens a login session, where the class has one. */
  readonly login?: RegExp;
  /** The requests that meet faults: all, unless another recipe of the class has the others. */
  readonly meets?: RegExp;
  /** The fields of replies, by request: each is once left out, and once of another type. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The lifetime in the reply to an issue, as that field tells so many seconds. */
  readonly lifetime?: (seconds: number) => Readonly<Record<string, unknown>>;
  /** How long its tokens live, in seconds; `undefined` where that is for the vendor alone to know. */
  readonly lives: number;
  /** What makes an update due: other arguments, or the time that went by, in milliseconds. */
  readonly change?: { readonly args?: Properties; readonly elapsed?: number };
  readonly revokes: boolean;
  /** The request that only looks for leftover tokens, by the name of the operation, which goes on if that request fails. */
  readonly looks?: Readonly<Record<string, RegExp>>;
  /** A header by which the vendor itself says that its limit is over in no time. */
  readonly limitReset?: Readonly<Record<string, string>>;
}

export const day = 86_400_000;
/** A time in so many seconds from now, in seconds since the epoch. */
export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** Starts an emulator and makes arguments of its credentials. */
export const started = async <C extends object>(
  emulator: Promise<EmulatorConnection & { credentials: C; close(): Promise<void> }>,
  args: (credentials: C) => object,
): Promise<Vendor> => {
  const it = await emulator;
  return { connection: it, args: { ...args(it.credentials) }, close: () => it.close() };
};

/** Of the reply of a token endpoint (RFC 6749, section 5.1). */
export const bearerFields = ["access_token", "token_type", "expires_in", "scope"];
export const oauthLifetime = (seconds: number) => ({ expires_in: seconds });
