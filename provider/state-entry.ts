import { Lifecycle } from "./lifecycle";
import { vendors } from "./vendors";

const lifecycles = new Map<string, Lifecycle>();

/**
 * The provider of a resource class: what the text stored in state asks for.
 *
 * This module's path, this function's name and the class names are a contract with every state that exists. They
 * never change; later versions may only add to them.
 */
export function provider(resource: string): Lifecycle {
  const vendor = vendors.find((candidate) => candidate.resource === resource);
  if (vendor === undefined) {
    throw new Error(
      `pulumi-access-tokens has no ${resource}: install the version that this stack was last updated with, or a later one.`,
    );
  }
  const lifecycle = lifecycles.get(resource) ?? new Lifecycle(vendor);
  lifecycles.set(resource, lifecycle);
  return lifecycle;
}
