import type { Observation } from "../../contract/token";
import type { OAuthServer } from "../../oauth/server-metadata";
import { scopeOf } from "../../oauth/token-response";
import { refusal } from "./refusal";
import { type OAuth2Operation, sendAsClient } from "./request";

/** Asks the server about a token (RFC 7662). Returns `undefined` if the server has no introspection endpoint. */
export async function observed(
  operation: OAuth2Operation,
  server: OAuthServer,
  accessToken: string,
): Promise<Observation | undefined> {
  if (server.introspectionEndpoint === undefined) return undefined;
  const message = { token: accessToken, token_type_hint: "access_token" };
  const reply = await sendAsClient(operation, server, server.introspectionEndpoint, async () => message, true);
  const { active, exp, iat, scope } = reply.json ?? {};
  if (reply.status === 200 && typeof active === "boolean") {
    return { accepted: active, issuedAt: timeOf(iat), expiresAt: timeOf(exp), grantedScope: scopeOf(scope) };
  }
  throw refusal(operation, reply, "If the server does not let this client introspect, set introspect: false.");
}

/** Converts seconds since the epoch (RFC 7662, section 2.2) to milliseconds. */
function timeOf(seconds: unknown): number | undefined {
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}
