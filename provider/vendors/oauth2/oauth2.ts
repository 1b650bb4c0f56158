import { defineVendor } from "../../contract/define-vendor";
import type { IssuedToken } from "../../contract/token";
import type { OAuthServer } from "../../oauth/server-metadata";
import { bearerHeaders, isRefusal, issuedToken } from "../../oauth/token-response";
import { textOf } from "../../transport/answer";
import { leftOut, oauth2Arguments } from "./arguments";
import { conflicts } from "./conflicts";
import { chosenSets, credentialSets } from "./credential-sets";
import { tokenParameters } from "./grant";
import { observed } from "./introspection";
import { refusal } from "./refusal";
import { type OAuth2Operation, sendAsClient, serverOf, title } from "./request";
import { revoked } from "./revocation";

/** Any OAuth 2.0 server, by the grants that need no person: client credentials (RFC 6749, section 4.4) and others. */
export const oauth2 = defineVendor({
  resource: "OAuth2AccessToken",
  title,
  group: "oauth2",
  arguments: oauth2Arguments,
  leftOut,
  credentialSets,
  chosenSets,
  secretOutputs: ["refreshToken"],
  requestHeaders: bearerHeaders,
  conflicts,

  async issue(operation) {
    const server = await serverOf(operation);
    const answer = await sendAsClient(operation, server, server.tokenEndpoint, () =>
      tokenParameters(operation, server),
    );
    if (answer.status === 200 && !isRefusal(answer)) return withEnd(operation, server, issuedToken(title, answer));
    throw refusal(operation, answer);
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
    const { revocationEndpoint } = server;
    const refreshToken = textOf(state.refreshToken);
    const isRefreshRevoked =
      refreshToken === undefined ||
      (await revoked(operation, server, revocationEndpoint, refreshToken, "refresh_token"));
    const isRevoked = await revoked(operation, server, revocationEndpoint, accessToken, "access_token");
    if (!isRevoked || isRefreshRevoked) return isRevoked;
    return "its refresh token works until the server ends it: the server revokes no refresh tokens (unsupported_token_type)";
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
