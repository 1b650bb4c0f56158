import { z } from "zod";
import { type Controls, control } from "../emulator/control";
import type { CohesityAccounts, CohesityOtp } from "./accounts";
import type { CohesitySwitches, CohesitySystem } from "./system";

/** What a test may set at the Cohesity and the Helios emulator. */
export interface CohesityControls extends CohesitySwitches {
  /** No longer accepts a bearer token or an API key, given itself or as its hash from the log. */
  revoke: { token: string };
  /** Refuses every login, as after too many failed ones. What was issued stays valid. */
  lockAccount: boolean;
  /** Asks every login for a one-time password; each code is good for once, `null` asks for none. */
  otp: CohesityOtp | null;
  /** Changes a user's password. What was issued stays valid. */
  password: { username: string; password: string };
}

export function cohesityControls(
  switches: Partial<CohesitySwitches>,
  accounts: CohesityAccounts,
  systems: () => readonly CohesitySystem[],
) {
  const set = <K extends keyof CohesitySwitches>(key: K, schema: z.ZodType<CohesitySwitches[K]>) =>
    control(schema, (value) => {
      switches[key] = value;
    });
  return {
    nextLifetime: set("nextLifetime", z.number().int().positive()),
    repeatTokens: set("repeatTokens", z.boolean()),
    sessionManagement: set("sessionManagement", z.boolean()),
    insufficientPrivilege: set("insufficientPrivilege", z.boolean()),
    revoke: control(z.strictObject({ token: z.string() }), ({ token }) => revoke(systems(), token)),
    lockAccount: control(z.boolean(), (locked) => {
      accounts.locked = locked;
    }),
    otp: control(
      z.strictObject({ type: z.enum(["totp", "email", "salesforce"]), code: z.string().min(1) }).nullable(),
      (otp) => accounts.requireOtp(otp),
    ),
    password: control(z.strictObject({ username: z.string(), password: z.string() }), ({ username, password }) =>
      accounts.setPassword(username, password),
    ),
  } satisfies Record<keyof CohesityControls, Controls[string]>;
}

function revoke(systems: readonly CohesitySystem[], token: string): void {
  for (const system of systems) {
    try {
      system.revoke(token);
      return;
    } catch {
      // It may be another system's.
    }
  }
  throw new Error("no token like this was issued");
}
