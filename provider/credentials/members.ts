import type { ArgumentKind, Arguments } from "../arguments/declaration";
import type { Vendor } from "../contract/vendor";

/** What follows from a vendor's declarations alone. Every `check` of every token asks for it. */
interface Members {
  /** The credential set: whose token, at which server, and what proves it. */
  readonly all: readonly string[];
  readonly identity: readonly string[];
  readonly credential: readonly string[];
  /** What a place other than the resource may hold: the set, and how the server is reached. */
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
