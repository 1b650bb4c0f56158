import { z } from "zod";
import { type Controls, control } from "../emulator/control";
import { type IssuedToken, secondsLeft, type TokenStore } from "../emulator/token-store";

/** The settings of all Laserfiche emulators that a test may change. */
export interface LaserficheTokenControls {
  /** Stops accepting a token, as if its session had been idle too long. Takes the token or its hash from the log. */
  revoke: { token: string };
  /** Seconds that the next token lives; `null` leaves its expiry out of the reply. */
  nextLifetime: number | null;
  /** Returns the same valid token to a client that repeats its request. */
  repeatTokens: boolean;
  /** Answers every credential and token with 401. */
  lockAccount: boolean;
  /** Answers every token with 403. */
  accessDenied: boolean;
}

/** The current settings; `nextLifetime` applies to one token and is then removed. */
export type LaserficheState<C extends LaserficheTokenControls> = Omit<C, "revoke" | "nextLifetime"> & {
  nextLifetime?: number | null;
};

/** Returns the controls of an emulator: the common ones, and its own by their schemas. */
export function controls<C extends LaserficheTokenControls, Grant>(
  state: LaserficheState<C>,
  tokens: TokenStore<Grant>,
  own: { readonly [K in Exclude<keyof C, keyof LaserficheTokenControls>]: z.ZodType<C[K]> },
): Controls {
  const schemas: Record<string, z.ZodType> = {
    nextLifetime: z.number().int().positive().nullable(),
    repeatTokens: z.boolean(),
    lockAccount: z.boolean(),
    accessDenied: z.boolean(),
    ...own,
  };
  const setting = Object.entries(schemas).map(([key, schema]): [string, Controls[string]] => [
    key,
    control(schema, (value) => {
      (state as Record<string, unknown>)[key] = value;
    }),
  ]);
  const revoke = control(z.strictObject({ token: z.string() }), ({ token }) => tokens.revoke(token));
  return { revoke, ...Object.fromEntries(setting) };
}

/**
 * Returns a token for a grant: a new one, or a valid earlier one if tokens repeat. Also returns the lifetime for the
 * reply in seconds, or `null` if the reply must not name it.
 *
 * @param lifetime the lifetime in seconds, unless a control sets another
 */
export function issue<Grant>(
  state: { repeatTokens: boolean; nextLifetime?: number | null },
  tokens: TokenStore<Grant>,
  grant: Grant,
  lifetime: number,
  token?: string,
): { issued: IssuedToken<Grant>; seconds: number | null } {
  const wanted = JSON.stringify(grant);
  const live = state.repeatTokens ? tokens.findLast((each) => JSON.stringify(each) === wanted) : undefined;
  if (live !== undefined) return { issued: live, seconds: secondsLeft(live) };
  const { nextLifetime = lifetime } = state;
  delete state.nextLifetime;
  return { issued: tokens.issue(grant, nextLifetime ?? lifetime, token), seconds: nextLifetime };
}
