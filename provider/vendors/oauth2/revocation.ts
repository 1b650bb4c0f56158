import type { OAuthServer } from "../../oauth/server-metadata";
import { isPage } from "../../transport/answer";
import { type OAuth2Operation, refusal, sendAsClient } from "./request";

/** Revokes a token. The server answers 200 for one that it no longer knows, too (RFC 7009, section 2.2). */
export async function revoked(
  operation: OAuth2Operation,
  server: OAuthServer,
  url: string,
  token: string,
  hint: "access_token" | "refresh_token",
): Promise<void> {
  const reply = await sendAsClient(operation, server, url, { token, token_type_hint: hint }, true);
  // The body is of no meaning, but that of another server, or of one that says 200 to everything, is.
  const error = reply.json?.error;
  const isSuccess = (reply.status === 200 || reply.status === 204) && !isPage(reply);
  if (isSuccess && (error === undefined || error === "invalid_token")) return;
  throw refusal(operation, reply);
}
