import type { ArgumentKind, Arguments } from "../arguments/declaration";
import type { Vendor } from "../contract/vendor";

/** Groups of argument names that depend only on a vendor's declarations. Cached, since each `check` needs them. */
interface Members {
  /** The credential set: the account, its server, and the secrets that prove it. */
  readonly all: readonly string[];
  readonly identity: readonly string[];
  readonly credential: readonly string[];
  /** The arguments that a place other than the resource may hold: the credential set and the connection settings. */
  readonly configurable: Arguments;
}

const membersOfVendors = new WeakMap<Vendor, Members>();

export function membersOf(vendor: Vendor): Members {
  const known = membersOfVendors.get(vendor);
  if (known !== undefined) return known;
  const configurable = Object.entries(vendor.arguments).filter(
    ([, { environment, kind }]) => environment !== undefined || kind === "connection",
  );
  const named = (wanted: ArgumentKind) => configurable.filter(([, { kind }]) => kind === wanted).map(([name]) => name);
  const members = {
    all: configurable.filter(([, { kind }]) => kind !== "connection").map(([name]) => name),
    identity: named("identity"),
    credential: named("credential"),
    configurable: Object.fromEntries(configurable),
  };
  membersOfVendors.set(vendor, members);
  return members;
}
