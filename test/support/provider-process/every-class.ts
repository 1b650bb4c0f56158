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
  readonly args: Args;
  readonly make: (name: string, args: Args) => AnyToken;
}

/** Every class of the registry, and the emulators of all. The caller closes these. */
export async function everyClass(): Promise<{
  classes: SampleClass[];
  emulators: Emulators["emulators"];
  close: () => Promise<void>;
}> {
  const { close, credentials, emulators } = await startEmulators();
  const classes = vendors.map((vendor) => {
    const { resource } = vendor;
    const set = { ...credentials[vendor.group as EmulatorGroup], ...fixtureOf(resource).secrets?.engine };
    const given = Object.entries(set).filter(([name, value]) => name in vendor.arguments && value !== undefined);
    const [, Class] = Object.entries(exported).find(([name]) => name === resource) ?? [];
    return {
      vendor,
      args: Object.fromEntries(given),
      make: (name: string, args: Args) =>
        new (Class as unknown as new (name: string, args: Args) => AnyToken)(name, args),
    };
  });
  return { classes, emulators, close };
}
