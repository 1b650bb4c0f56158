import type { EmulatorRequest } from "../emulator/request";
import type { CommvaultAccounts, CommvaultUser } from "./accounts";
import type { CommvaultState } from "./state";
import { admits, type CommvaultToken, type CommvaultTokens, inSeconds } from "./tokens";

/** Who a request is from: a user by a login session, or by an access token. */
export interface CommvaultCaller extends CommvaultUser {
  readonly name: string;
  readonly token: CommvaultToken | undefined;
}

/** Finds out who a request is from; `undefined` where it proves nothing, or an access token whose scope ends before. */
export function callerOf(
  request: EmulatorRequest,
  accounts: CommvaultAccounts,
  tokens: CommvaultTokens,
  { acceptHeader }: Pick<CommvaultState, "acceptHeader">,
): CommvaultCaller | undefined {
  const { header, value } = sent(request);
  const session = value === undefined ? undefined : accounts.user(value);
  // A session that starts with QSDK goes as it is; the one of the SaaS gateway is a bearer.
  if (session !== undefined && value?.startsWith("QSDK ") === (header === "authtoken")) {
    return { ...session[1], name: session[0], token: undefined };
  }
  const token = value === undefined ? undefined : tokens.live(value);
  const accepted = acceptHeader === "any" || acceptHeader === header;
  if (token === undefined || accounts.locked || !accepted || !admits(token, request.path)) return undefined;
  const owner = accounts.byId(token.userId);
  if (owner === undefined) return undefined;
  token.lastUsedTime = inSeconds();
  return { ...owner[1], name: owner[0], token };
}

/** The three ways in which clients send a token or a session. */
export function sent(request: EmulatorRequest): { header: "authtoken" | "bearer"; value: string | undefined } {
  const authtoken = request.header("authtoken");
  if (authtoken === undefined) return { header: "bearer", value: request.bearer() };
  return { header: "authtoken", value: authtoken.replace(/^Bearer +/i, "") };
}
