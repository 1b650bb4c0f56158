import { z } from "zod";
import { type Controls, control } from "../emulator/control";
import type { CohesityAccounts, CohesityOtp } from "./accounts";
import type { CohesitySwitches, CohesitySystem } from "./system";

/** The settings of the Cohesity and Helios emulators that a test may change. */
export interface CohesityControls extends CohesitySwitches {
  /** Stops accepting a bearer token or an API key, given as it is or as its hash from the log. */
  revoke: { token: string };
  /** Refuses every login, as after too many failed ones. Issued tokens and keys stay valid. */
  lockAccount: boolean;
  /** Makes every login require this one-time password. Each code is accepted once; `null` requires none. */
  otp: CohesityOtp | null;
  /** Changes a user's password. Issued tokens and keys stay valid. */
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
      // Another system may have issued it.
    }
  }
  throw new Error("no token like this was issued");
}
