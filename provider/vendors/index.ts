import type { Vendor } from "../vendor";
import { cohesity } from "./cohesity";
import { cohesityApiKey } from "./cohesity-api-key";
import { commvault } from "./commvault";
import { helios } from "./helios";
import { laserfiche } from "./laserfiche";
import { laserficheCloud } from "./laserfiche-cloud";
import { laserficheServer } from "./laserfiche-server";
import { oauth2 } from "./oauth2";
import { thousandEyes } from "./thousandeyes";

/** Every vendor, one line each. */
export const vendors: readonly Vendor[] = [
  //
  commvault,
  cohesity,
  cohesityApiKey,
  helios,
  laserfiche,
  laserficheServer,
  laserficheCloud,
  oauth2,
  thousandEyes,
];
