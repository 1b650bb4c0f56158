import { z } from "zod";
import { type Control, type Controls, control } from "../emulator/control";
import type { CommvaultAccounts, LoginReply } from "./accounts";
import type { CommvaultQuota, CommvaultQuotas } from "./quota";
import { type CommvaultState, takeLifetime } from "./state";
import type { CommvaultTokens } from "./tokens";

/** The settings of the Commvault emulator that a test may change. */
export interface CommvaultControls {
  /** Deletes a token, given as the token or as its hash from the log. */
  revoke: { token: string };
  /** Renews a token as its holder would: the previous pair stops working. */
  renew: { token: string };
  /** Seconds that the next renewable access token lives; `null` leaves its expiry out of the reply. */
  nextLifetime: number | null;
  /** Answers every login as if the account were locked, and every access token with 401. */
  lockAccount: boolean;
  /** Ends every login session, as the idle time does. */
  lapseSessions: true;
  /** The shape of the reply to a login: `token` on customer managed servers, `data` on the SaaS gateway. */
  loginReply: LoginReply;
  /** The header that may carry an access token. */
  acceptHeader: "any" | "bearer" | "authtoken";
  /** Whether an access token may create, list, change and delete access tokens. */
  accessTokensManage: boolean;
  /** Lists no tokens, as for a user that may not see them. */
  hideTokens: boolean;
  /** Whether a renewed token keeps its id. */
  idOnRenew: "stable" | "new";
  /** The status of the reply for an id that does not exist. */
  unknownId: 200 | 400 | 404;
  /** Writes token types as integers in replies. */
  enumsAsIntegers: boolean;
  /** Whether the server has V4 access tokens; before 11.38 it does not. */
  v4: boolean;
  /** The longest time until `renewableUntilTimestamp`, in seconds. */
  longestRenewable: number;
  /** Shortens expiries that are too late, instead of refusing them. */
  clampEnds: boolean;
  /** Counts requests from now on; `null` stops counting. */
  quota: CommvaultQuota | null;
}

/** Returns the controls of the Commvault emulator. */
export function controls(
  state: CommvaultState,
  accounts: CommvaultAccounts,
  tokens: CommvaultTokens,
  quota: CommvaultQuotas,
) {
  const set = <K extends keyof CommvaultState>(key: K, schema: z.ZodType<CommvaultState[K]>): Control =>
    control(schema, (value) => {
      state[key] = value;
    });
  const token = z.strictObject({ token: z.string() });
  const count = z.number().int().positive();
  return {
    revoke: control(token, ({ token }) => tokens.delete(tokens.bySecret(token))),
    renew: control(token, ({ token }) => {
      const { accessToken, refreshToken = "" } = tokens.bySecret(token);
      const lifetime = takeLifetime(state) ?? 0;
      const renewed = tokens.renew(accessToken, refreshToken, { lifetime, id: state.idOnRenew });
      if (renewed === undefined) throw new Error("the token cannot be renewed");
    }),
    nextLifetime: control(count.nullable(), (value) => {
      state.nextLifetime = value;
    }),
    lockAccount: control(z.boolean(), (value) => {
      accounts.locked = value;
    }),
    lapseSessions: control(z.literal(true), () => accounts.lapse()),
    loginReply: control(z.enum(["token", "data"]), (value) => {
      accounts.loginReply = value;
    }),
    acceptHeader: set("acceptHeader", z.enum(["any", "bearer", "authtoken"])),
    accessTokensManage: set("accessTokensManage", z.boolean()),
    hideTokens: set("hideTokens", z.boolean()),
    idOnRenew: set("idOnRenew", z.enum(["stable", "new"])),
    unknownId: set("unknownId", z.union([z.literal(200), z.literal(400), z.literal(404)])),
    enumsAsIntegers: set("enumsAsIntegers", z.boolean()),
    v4: set("v4", z.boolean()),
    longestRenewable: set("longestRenewable", count),
    clampEnds: set("clampEnds", z.boolean()),
    quota: control(
      z.strictObject({ writes: count, reads: count, periodSeconds: z.number().positive() }).nullable(),
      (value) => quota.set(value),
    ),
  } satisfies Record<keyof CommvaultControls, Controls[string]>;
}
