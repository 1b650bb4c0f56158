import { z } from "zod";
import { type Controls, control } from "../emulator/control";
import { type IssuedToken, secondsLeft, type TokenStore } from "../emulator/token-store";

/** What a test may set at each of the Laserfiche emulators. */
export interface LaserficheTokenControls {
  /** No longer accepts a token, given itself or as its hash from the log: as where its session was idle too long. */
  revoke: { token: string };
  /** Seconds that the next token lives; `null` leaves its end out of the reply. */
  nextLifetime: number | null;
  /** Gives the token that still lives to whoever asks for the same again. */
  repeatTokens: boolean;
  /** Answers every credential and token with 401. */
  lockAccount: boolean;
  /** Answers 403 to every token. */
  accessDenied: boolean;
}

/** What was set, and what is still to be used up. */
export type LaserficheState<C extends LaserficheTokenControls> = Omit<C, "revoke" | "nextLifetime"> & {
  nextLifetime?: number | null;
};

/** The controls of an emulator: those of all, and its own by their schemas. */
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
 * The token for a grant: a new one, or the one that lives where tokens repeat; and the seconds that the reply names,
 * `null` where it names none.
 *
 * @param lifetime in seconds, where no control sets another
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
