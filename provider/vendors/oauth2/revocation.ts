import type { OAuthServer } from "../../oauth/server-metadata";
import { isPage } from "../../transport/answer";
import { refusal } from "./refusal";
import { type OAuth2Operation, sendAsClient } from "./request";

/**
 * Revokes a token. The server answers 200 for an unknown token, too (RFC 7009, section 2.2). Returns `false` if the
 * server does not revoke tokens of this kind (section 2.2.1).
 */
export async function revoked(
  operation: OAuth2Operation,
  server: OAuthServer,
  url: string,
  token: string,
  hint: "access_token" | "refresh_token",
): Promise<boolean> {
  const reply = await sendAsClient(operation, server, url, async () => ({ token, token_type_hint: hint }), true);
  // A success needs no body. A page or an error in the body shows another server, or one that answers 200 to everything.
  const error = reply.json?.error;
  const isSuccess = (reply.status === 200 || reply.status === 204) && !isPage(reply);
  if (isSuccess && (error === undefined || error === "invalid_token")) return true;
  if (error === "unsupported_token_type") return false;
  throw refusal(operation, reply);
}
