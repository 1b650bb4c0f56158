import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { CredentialUse } from "./credential-use";
import { Lifecycle } from "./lifecycle";
import type { Vendor } from "./vendor";

/**
 * The function that a state entry exports as `provider`: the provider of each class of these vendors, one for as long as
 * the process lives.
 */
export function providerOf(vendors: readonly Vendor[]): (resource: string) => ResourceProvider {
  const lifecycles = new Map<string, Lifecycle>();
  const use = new CredentialUse();
  return (resource) => {
    const vendor = vendors.find((candidate) => candidate.resource === resource);
    if (vendor === undefined) {
      throw new Error(
        `There is no ${resource} here: install the version that this stack was last updated with, or a later one.`,
      );
    }
    const lifecycle = lifecycles.get(resource) ?? new Lifecycle(vendor, Date.now, use);
    lifecycles.set(resource, lifecycle);
    return lifecycle;
  };
}
