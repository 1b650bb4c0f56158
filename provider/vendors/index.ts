import type { Vendor } from "../vendor";
import { oauth2 } from "./oauth2";
import { thousandEyes } from "./thousandeyes";

/** Every vendor, one line each. */
export const vendors: readonly Vendor[] = [
  //
  oauth2,
  thousandEyes,
];
