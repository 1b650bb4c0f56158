import "./arguments/zod-languages";
import { providerBy } from "./registry";
import { vendorOf } from "./vendors/by-class";

/**
 * Returns the provider of a resource class. The provider text in state calls it.
 *
 * This module's path, this function's name and the class names are a contract with every existing state. They never
 * change; later versions may only add to them.
 */
export const provider = providerBy(vendorOf);
