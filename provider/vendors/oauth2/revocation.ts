import type { OAuthServer } from "../../oauth/server-metadata";
import { isPage } from "../../transport/answer";
import { type OAuth2Operation, refusal, sendAsClient } from "./request";

/** Revokes a token. The server answers 200 for an unknown token, too (RFC 7009, section 2.2). */
export async function revoked(
  operation: OAuth2Operation,
  server: OAuthServer,
  url: string,
  token: string,
  hint: "access_token" | "refresh_token",
): Promise<void> {
  const reply = await sendAsClient(operation, server, url, { token, token_type_hint: hint }, true);
  // A success needs no body. A page or an error in the body shows another server, or one that answers 200 to everything.
  const error = reply.json?.error;
  const isSuccess = (reply.status === 200 || reply.status === 204) && !isPage(reply);
  if (isSuccess && (error === undefined || error === "invalid_token")) return;
  throw refusal(operation, reply);
}
