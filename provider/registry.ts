import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { Vendor } from "./contract/vendor";
import { CredentialUse } from "./credentials/usage";
import { Lifecycle } from "./lifecycle/lifecycle";
import { withoutTrace } from "./messages/failure";

/** The lifecycles of the classes of vendors. Each is created once in a process. */
export class Lifecycles {
  readonly #lifecycles = new Map<string, Lifecycle>();
  readonly #use = new CredentialUse();

  /** @param vendorOf returns the vendor of a class */
  constructor(private readonly vendorOf: (resource: string) => Vendor | undefined) {}

  /** @throws Error if no vendor has this class */
  of(resource: string): Lifecycle {
    const known = this.#lifecycles.get(resource);
    if (known !== undefined) return known;
    const vendor = this.vendorOf(resource);
    if (vendor === undefined) {
      const message = `There is no ${resource} here: install the version that this stack was last updated with, or a later one.`;
      throw withoutTrace(new Error(message), resource);
    }
    const lifecycle = new Lifecycle(vendor, Date.now, this.#use);
    this.#lifecycles.set(resource, lifecycle);
    return lifecycle;
  }

  /** Logs out of all sessions that the lifecycles opened. */
  async close(): Promise<void> {
    await Promise.all([...this.#lifecycles.values()].map((lifecycle) => lifecycle.close()));
  }
}

/**
 * Returns the function that a state entry exports as `provider`. It takes the name of a class, and returns the class's
 * provider.
 */
export function providerOf(vendors: readonly Vendor[]): (resource: string) => ResourceProvider {
  return providerBy((resource) => vendors.find((vendor) => vendor.resource === resource));
}

/** Returns the same function for vendors that are found by their class. */
export function providerBy(vendorOf: (resource: string) => Vendor | undefined): (resource: string) => ResourceProvider {
  const lifecycles = new Lifecycles(vendorOf);
  return (resource) => lifecycles.of(resource);
}
