import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import type { Vendor } from "./contract/vendor";
import { CredentialUse } from "./credentials/usage";
import { Lifecycle } from "./lifecycle/lifecycle";
import { withoutTrace } from "./messages/failure";

/** The lifecycles of these vendors' classes. Each is created once in a process. */
export class Lifecycles {
  readonly #lifecycles = new Map<string, Lifecycle>();
  readonly #use = new CredentialUse();

  constructor(private readonly vendors: readonly Vendor[]) {}

  /** @throws Error if no vendor has this class */
  of(resource: string): Lifecycle {
    const vendor = this.vendors.find((candidate) => candidate.resource === resource);
    if (vendor === undefined) {
      const message = `There is no ${resource} here: install the version that this stack was last updated with, or a later one.`;
      throw withoutTrace(new Error(message), resource);
    }
    const lifecycle = this.#lifecycles.get(resource) ?? new Lifecycle(vendor, Date.now, this.#use);
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
  const lifecycles = new Lifecycles(vendors);
  return (resource) => lifecycles.of(resource);
}
