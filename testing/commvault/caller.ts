import type { EmulatorRequest } from "../emulator/request";
import type { CommvaultAccounts, CommvaultUser } from "./accounts";
import type { CommvaultState } from "./state";
import { admits, type CommvaultToken, type CommvaultTokens, inSeconds } from "./tokens";

/** The user that sent a request, authenticated by a login session or by an access token. */
export interface CommvaultCaller extends CommvaultUser {
  readonly name: string;
  readonly token: CommvaultToken | undefined;
}

/** Returns the caller of a request; `undefined` if it is not authenticated, or the token's scope does not admit it. */
export function callerOf(
  request: EmulatorRequest,
  accounts: CommvaultAccounts,
  tokens: CommvaultTokens,
  { acceptHeader }: Pick<CommvaultState, "acceptHeader">,
): CommvaultCaller | undefined {
  const { header, value } = sent(request);
  const session = value === undefined ? undefined : accounts.user(value);
  // A session that starts with QSDK is sent in Authtoken; a session of the SaaS gateway is sent as a bearer token.
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

/** Reads a token or session from a request, in any of the three ways in which clients send it. */
export function sent(request: EmulatorRequest): { header: "authtoken" | "bearer"; value: string | undefined } {
  const authtoken = request.header("authtoken");
  if (authtoken === undefined) return { header: "bearer", value: request.bearer() };
  return { header: "authtoken", value: authtoken.replace(/^Bearer +/i, "") };
}
