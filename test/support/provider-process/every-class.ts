import type * as pulumi from "@pulumi/pulumi";
import * as exported from "pulumi-access-tokens";
import { type EmulatorGroup, type Emulators, startEmulators } from "pulumi-access-tokens/testing";
import type { Vendor } from "../../../provider/contract/vendor";
import { vendors } from "../../../provider/vendors";
import { fixtureOf } from "../../vendors/fixture";

export type Args = Readonly<Record<string, unknown>>;

/** A token of any class, by the names of its outputs. */
export type AnyToken = pulumi.CustomResource & Readonly<Record<string, pulumi.Output<unknown>>>;

/** A class, and arguments with which its emulator issues a token. */
export interface SampleClass {
  readonly vendor: Vendor;
  /** A name for its token: the class, but for one of `more`. */
  readonly name: string;
  readonly args: Args;
  readonly make: (name: string, args: Args) => AnyToken;
}

/** Every class of the registry, and the emulators of all. The caller closes these. `more` are other ways to use a class. */
export async function everyClass(): Promise<{
  classes: SampleClass[];
  more: () => Promise<SampleClass[]>;
  emulators: Emulators["emulators"];
  close: () => Promise<void>;
}> {
  const { close, credentials, emulators } = await startEmulators();
  const sample = (vendor: Vendor, name: string, beside: Args | undefined): SampleClass => {
    const set = { ...credentials[vendor.group as EmulatorGroup], ...beside };
    const given = Object.entries(set).filter(([key, value]) => key in vendor.arguments && value !== undefined);
    const [, Class] = Object.entries(exported).find(([each]) => each === vendor.resource) ?? [];
    return {
      vendor,
      name,
      args: Object.fromEntries(given),
      make: (named: string, args: Args) =>
        new (Class as unknown as new (name: string, args: Args) => AnyToken)(named, args),
    };
  };
  const classes = vendors.map((vendor) => sample(vendor, vendor.resource, fixtureOf(vendor.resource).secrets?.engine));
  const more = async () => {
    const others = vendors.map(async (vendor) => {
      const ways = await fixtureOf(vendor.resource).secrets?.more?.(credentials[vendor.group as EmulatorGroup]);
      return Object.entries(ways ?? {}).map(([name, beside]) => sample(vendor, name, beside));
    });
    return (await Promise.all(others)).flat();
  };
  return { classes, more, emulators, close };
}
