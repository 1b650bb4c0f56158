import { defineVendor } from "../../contract/define-vendor";
import type { IssuedToken, Observation } from "../../contract/token";
import type { OAuthServer } from "../../oauth/server-metadata";
import { bearerHeaders, isRefusal, issuedToken, scopeOf } from "../../oauth/token-response";
import { isPage, textOf } from "../../transport/answer";
import { leftOut, oauth2Arguments } from "./arguments";
import { type OAuth2Operation, refusal, sendAsClient, serverOf, title } from "./request";

/** Any OAuth 2.0 server, by client credentials (RFC 6749, section 4.4). */
export const oauth2 = defineVendor({
  resource: "OAuth2AccessToken",
  title,
  group: "oauth2",
  arguments: oauth2Arguments,
  leftOut,
  credentialSets: [
    ["issuer", "clientId", "clientSecret"],
    ["tokenEndpoint", "clientId", "clientSecret"],
    ["issuer", "clientId", "privateKey"],
    ["tokenEndpoint", "clientId", "privateKey"],
  ],
  secretOutputs: ["refreshToken"],
  requestHeaders: bearerHeaders,

  conflicts({ clientAuthentication, clientSecret, keyId, privateKey, signingAlgorithm }) {
    const problems: string[] = [];
    const byKey = clientAuthentication === "private_key_jwt";
    if (clientSecret !== undefined && privateKey !== undefined) {
      problems.push('Give one of "clientSecret" and "privateKey", not both.');
    } else if (byKey && clientSecret !== undefined) {
      problems.push(
        'Argument "clientAuthentication" is "private_key_jwt", which needs "privateKey" and no "clientSecret".',
      );
    } else if (privateKey !== undefined && clientAuthentication !== undefined && !byKey) {
      problems.push('With "privateKey", argument "clientAuthentication" must be "private_key_jwt" or left out.');
    }
    if (clientSecret !== undefined && (keyId ?? signingAlgorithm) !== undefined) {
      problems.push(
        'Arguments "keyId" and "signingAlgorithm" belong to "privateKey"; leave them out with "clientSecret".',
      );
    }
    return problems;
  },

  async issue(operation) {
    const { args } = operation;
    const server = await serverOf(operation);
    const reply = await sendAsClient(operation, server, server.tokenEndpoint, {
      ...args.extraParameters,
      grant_type: "client_credentials",
      scope: args.scope?.join(" "),
      resource: args.resource,
      audience: args.audience,
    });
    if (reply.status === 200 && !isRefusal(reply)) return withEnd(operation, server, issuedToken(title, reply));
    throw refusal(operation, reply);
  },

  /** RFC 7662. The server's own word on the end of the token is taken where it gives one. */
  async introspect(operation, { accessToken }) {
    return observed(operation, await serverOf(operation), accessToken);
  },
  introspectsWith: "credential",

  /** RFC 7009. A refresh token outlives the access token it came with, so it is the first to go. */
  async revoke(operation, { accessToken, state }) {
    const server = await serverOf(operation);
    if (server.revocationEndpoint === undefined) return false;
    const refreshToken = textOf(state.refreshToken);
    if (refreshToken !== undefined) {
      await revoked(operation, server, server.revocationEndpoint, refreshToken, "refresh_token");
    }
    await revoked(operation, server, server.revocationEndpoint, accessToken, "access_token");
    return true;
  },
});

/** Asks the server for the end of a token whose reply named none, unless the user says how long it lives. */
async function withEnd(operation: OAuth2Operation, server: OAuthServer, token: IssuedToken): Promise<IssuedToken> {
  const { assumedLifetime, introspect = true } = operation.args;
  const isNamed = (token.lifetime ?? token.expiresAt ?? token.unusable) !== undefined;
  if (isNamed || assumedLifetime !== undefined || !introspect) return token;
  // The token is issued: nothing that fails from here on may lose it.
  const { expiresAt, issuedAt } = (await observed(operation, server, token.accessToken).catch(() => undefined)) ?? {};
  // Both are in whole seconds, and their difference is the lifetime that was granted.
  return expiresAt !== undefined && issuedAt !== undefined
    ? { ...token, lifetime: expiresAt - issuedAt }
    : { ...token, expiresAt };
}

async function observed(
  operation: OAuth2Operation,
  server: OAuthServer,
  accessToken: string,
): Promise<Observation | undefined> {
  if (server.introspectionEndpoint === undefined) return undefined;
  const message = { token: accessToken, token_type_hint: "access_token" };
  const reply = await sendAsClient(operation, server, server.introspectionEndpoint, message, true);
  const { active, exp, iat, scope } = reply.json ?? {};
  if (reply.status === 200 && typeof active === "boolean") {
    return { accepted: active, issuedAt: timeOf(iat), expiresAt: timeOf(exp), grantedScope: scopeOf(scope) };
  }
  throw refusal(operation, reply, "If the server does not let this client introspect, set introspect: false.");
}

/** Revokes a token. The server answers 200 for one that it no longer knows, too (RFC 7009, section 2.2). */
async function revoked(
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

/** A time in seconds since the epoch (RFC 7662, section 2.2), in milliseconds. */
function timeOf(seconds: unknown): number | undefined {
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}
