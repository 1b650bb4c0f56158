import { providerOf } from "./registry";
import { vendors } from "./vendors";

/**
 * Returns the provider of a resource class. The provider text in state calls it.
 *
 * This module's path, this function's name and the class names are a contract with every existing state. They never
 * change; later versions may only add to them.
 */
export const provider = providerOf(vendors);
