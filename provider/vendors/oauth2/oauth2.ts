import { defineVendor } from "../../contract/define-vendor";
import type { IssuedToken } from "../../contract/token";
import type { OAuthServer } from "../../oauth/server-metadata";
import { bearerHeaders, isRefusal, issuedToken } from "../../oauth/token-response";
import { textOf } from "../../transport/answer";
import { leftOut, oauth2Arguments } from "./arguments";
import { observed } from "./introspection";
import { type OAuth2Operation, refusal, sendAsClient, serverOf, title } from "./request";
import { revoked } from "./revocation";

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

  /** RFC 7662. If the server names an expiry time, that one is used. */
  async introspect(operation, { accessToken }) {
    return observed(operation, await serverOf(operation), accessToken);
  },
  introspectsWith: "credential",

  /** RFC 7009. The refresh token is revoked first, because it outlives the access token that it came with. */
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

/** Asks the server when a token expires if the token's reply did not say so, unless the user gives the lifetime. */
async function withEnd(operation: OAuth2Operation, server: OAuthServer, token: IssuedToken): Promise<IssuedToken> {
  const { assumedLifetime, introspect = true } = operation.args;
  const isNamed = (token.lifetime ?? token.expiresAt ?? token.unusable) !== undefined;
  if (isNamed || assumedLifetime !== undefined || !introspect) return token;
  // The token is issued: a failure from here on must not lose it.
  const { expiresAt, issuedAt } = (await observed(operation, server, token.accessToken).catch(() => undefined)) ?? {};
  // Both are in whole seconds, and their difference is the granted lifetime.
  return expiresAt !== undefined && issuedAt !== undefined
    ? { ...token, lifetime: expiresAt - issuedAt }
    : { ...token, expiresAt };
}
