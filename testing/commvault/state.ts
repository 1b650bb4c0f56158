import type { CommvaultLimits } from "./token-request";

/** The settings of the Commvault emulator. */
export interface CommvaultState extends CommvaultLimits {
  nextLifetime?: number | null;
  acceptHeader: "any" | "bearer" | "authtoken";
  accessTokensManage: boolean;
  hideTokens: boolean;
  idOnRenew: "stable" | "new";
  unknownId: 200 | 400 | 404;
  enumsAsIntegers: boolean;
  v4: boolean;
}

/** Returns the seconds that the next access token lives, and forgets a lifetime that was set for one token. */
export function takeLifetime(state: CommvaultState): number | null {
  const { lifetime, nextLifetime = lifetime } = state;
  delete state.nextLifetime;
  return nextLifetime;
}
