import { z } from "zod";
import { type Control, type Controls, control } from "../emulator/control";
import type { CommvaultAccounts, LoginReply } from "./accounts";
import type { CommvaultQuota, CommvaultQuotas } from "./quota";
import { type CommvaultState, takeLifetime } from "./state";
import type { CommvaultTokens } from "./tokens";

/** What a test may set at the Commvault emulator. */
export interface CommvaultControls {
  /** Deletes a token, given itself or as its hash from the log. */
  revoke: { token: string };
  /** Renews a token as its holder would: the pair handed out before is dead. */
  renew: { token: string };
  /** Seconds that the next renewable access token lives; `null` leaves its end unsaid. */
  nextLifetime: number | null;
  /** Answers every login as that of a locked account, and every access token with 401. */
  lockAccount: boolean;
  /** Ends every login session, as the idle time does. */
  lapseSessions: true;
  /** The shape of the reply to a login: of customer managed servers, or of the SaaS gateway. */
  loginReply: LoginReply;
  /** The header in which access tokens are accepted. */
  acceptHeader: "any" | "bearer" | "authtoken";
  /** Whether an access token may create, list, change and delete access tokens. */
  accessTokensManage: boolean;
  /** Lists no tokens, as for a user who may not see them. */
  hideTokens: boolean;
  /** Whether a renewed token keeps its id. */
  idOnRenew: "stable" | "new";
  /** The status for an id that does not exist. */
  unknownId: 200 | 400 | 404;
  /** Types of tokens in replies as integers. */
  enumsAsIntegers: boolean;
  /** Whether there are V4 access tokens at all: before 11.38 there are none. */
  v4: boolean;
  /** The most seconds until `renewableUntilTimestamp`. */
  longestRenewable: number;
  /** Cuts ends that are too late, instead of refusing them. */
  clampEnds: boolean;
  /** Counts requests from now on; `null` stops that. */
  quota: CommvaultQuota | null;
}

/** Carries out what a test sets. */
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
