import type { Vendor } from "../contract/vendor";
import { cohesity } from "./cohesity/access-token";
import { cohesityApiKey } from "./cohesity/api-key";
import { helios } from "./cohesity/helios";
import { commvault } from "./commvault/commvault";
import { laserficheCloud } from "./laserfiche/cloud";
import { laserficheServer } from "./laserfiche/server";
import { laserfiche } from "./laserfiche/v1-alpha";
import { oauth2 } from "./oauth2/oauth2";
import { thousandEyes } from "./thousandeyes/thousandeyes";

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
