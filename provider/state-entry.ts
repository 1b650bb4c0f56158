import { providerOf } from "./registry";
import { vendors } from "./vendors";

/**
 * The provider of a resource class: what the text stored in state asks for.
 *
 * This module's path, this function's name and the class names are a contract with every state that exists. They
 * never change; later versions may only add to them.
 */
export const provider = providerOf(vendors);
