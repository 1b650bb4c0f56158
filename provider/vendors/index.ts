import type { Vendor } from "../contract/vendor";
import { classes, loaded } from "./by-class";

/** Every vendor. */
export const vendors: readonly Vendor[] = classes.map(loaded);
