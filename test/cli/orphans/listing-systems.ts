import type { IssuedToken } from "../../../provider/contract/token";
import type { Vendor } from "../../../provider/contract/vendor";
import { markerOf } from "../../../provider/leftovers/marker";
import type { Emulator } from "../../../testing";
import { real } from "../../support/checks/operation";
import { exported, minute, resourceOf, type Sample, urnOf } from "../exported-stack";

type Entry = Readonly<Record<string, unknown>>;

/** A system that lists tokens, with what a resource of it has in its inputs and a run in its environment. */
export interface ListingSystem {
  readonly vendor: Vendor;
  readonly server: Pick<Emulator, "clearFaults" | "clearLog" | "close" | "control" | "fault" | "log">;
  readonly inputs: Entry;
  readonly env: Readonly<Record<string, string>>;
  /** What its list is asked by. */
  readonly list: string;
  accepts(token: IssuedToken): Promise<boolean>;
}

/** The status of a reply to a request with these headers. */
export const statusOf = async (url: string, headers: Record<string, string>) => (await fetch(url, { headers })).status;

let count = 0;

/** A token of a resource of this name, as its vendor issues it. */
export function issue({ inputs, vendor }: ListingSystem, name: string): Promise<IssuedToken> {
  const nonce = (++count).toString(16).padStart(8, "0");
  const { operation } = real(vendor.chosenBy?.(inputs) ?? vendor, inputs);
  return vendor.issue({ ...operation, now: Date.now(), marker: markerOf(urnOf({ name, vendor })), nonce });
}

/** A resource of this name in state, which has this token. */
export function holding(
  { inputs, vendor }: ListingSystem,
  name: string,
  { id, outputs }: IssuedToken,
  more: Entry = {},
): Entry {
  const sample: Sample = { name, vendor, at: Date.now(), issued: -minute, inputs: { ...inputs, ...more } };
  const resource = resourceOf(sample);
  return { ...resource, id, outputs: { ...(resource.outputs as object), ...outputs, accessToken: undefined } };
}

/** The export of a state that was saved at this time. */
export function savedAt(time: number, resources: readonly Entry[], more: Entry = {}): string {
  return exported(resources, { manifest: { time: new Date(time).toISOString() }, ...more });
}
