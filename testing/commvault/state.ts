import type { CommvaultLimits } from "./token-request";

/** What a test has set. */
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

/** Seconds that the access token issued now lives. */
export function takeLifetime(state: CommvaultState): number | null {
  const { lifetime, nextLifetime = lifetime } = state;
  delete state.nextLifetime;
  return nextLifetime;
}
