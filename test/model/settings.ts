import type { Change } from "./steps";
import type { Args, ModelVendor, Server } from "./vendors";

/** What the program says of one resource. */
export interface Settings {
  present: boolean;
  /** The second of two values. */
  grant: boolean;
  inPlace: boolean;
  account: boolean;
  /** Another than the account has. */
  secret: boolean;
  introspect: boolean;
  release?: string | undefined;
  renewBefore?: string | undefined;
  onDelete?: string | undefined;
  onReplace?: string | undefined;
}

export function settings(present: boolean): Settings {
  return { present, grant: false, inPlace: false, account: false, secret: false, introspect: true };
}

export function changed(before: Settings, change: Change): Settings {
  return { ...before, [change.argument]: "on" in change ? change.on : change.value };
}

/** The arguments of a resource with these settings. */
export function argsOf(vendor: ModelVendor, server: Server, set: Settings): Args {
  const [grant, ...grants] = vendor.grant;
  const all = {
    ...server.accounts[set.account ? 1 : 0],
    ...(set.secret && vendor.secret !== undefined ? { [vendor.secret]: "of another account" } : {}),
    [grant]: grants[set.grant ? 1 : 0],
    ...(vendor.inPlace === undefined ? {} : { [vendor.inPlace[0]]: vendor.inPlace[set.inPlace ? 2 : 1] }),
    // Long enough for a server that is well, on a machine that is busy.
    requestTimeout: "5 seconds",
    introspect: set.introspect ? undefined : false,
    rotationTriggers: set.release === undefined ? undefined : { release: set.release },
    renewBefore: set.renewBefore,
    ...(vendor.revokes ? { onDelete: set.onDelete, onReplace: set.onReplace } : {}),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
