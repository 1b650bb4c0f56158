import type { Operation } from "../../contract/operation";
import { type ClientAuthentication, type ClientProof, proofOf } from "../../oauth/client-authentication";
import { jwtBearer } from "../../oauth/grant";
import type { OAuthServer } from "../../oauth/server-metadata";
import { tokenFrom } from "../../oauth/token-source";
import type { oauth2Arguments } from "./arguments";
import { keysIn, type OAuth2Values } from "./given";

/**
 * Returns the client authentication to use. A server that does not say what it accepts must accept Basic (RFC 6749,
 * section 2.3.1).
 */
export function methodOf(
  args: OAuth2Values,
  { clientAuthentications }: Pick<OAuthServer, "clientAuthentications">,
): ClientAuthentication {
  const { clientAuthentication, clientSecret, grantType, privateKey } = args;
  if (clientAuthentication !== undefined) return clientAuthentication;
  // The assertion of that grant names the client, so none is needed beside it (RFC 7521, section 4.1).
  if (privateKey !== undefined && grantType !== jwtBearer) return "private_key_jwt";
  if (clientSecret === undefined) return "none";
  const accepts = clientAuthentications ?? ["client_secret_basic"];
  return !accepts.includes("client_secret_basic") && accepts.includes("client_secret_post")
    ? "client_secret_post"
    : "client_secret_basic";
}

/** Returns the proof of the client for one request. */
export async function proof(operation: Operation<typeof oauth2Arguments>, server: OAuthServer): Promise<ClientProof> {
  const { args, now, send } = operation;
  const { clientAssertionFrom } = args;
  const audience = args.clientAssertionAudience ?? audienceOf(server);
  const client = {
    ...args,
    ...keysIn(args),
    certificatePem: args.certificate,
    givenAssertion:
      clientAssertionFrom === undefined ? undefined : () => tokenFrom(clientAssertionFrom, audience, send),
    sendsId: args.sendClientId ?? sendsIdByDefault(args),
  };
  const content = { audience, lifetime: args.clientAssertionLifetime, claims: args.clientAssertionClaims };
  return proofOf(client, methodOf(args, server), content, now);
}

/** Returns the audience of an assertion (RFC 7523, section 3). */
export function audienceOf({ issuer, tokenEndpoint }: OAuthServer): string {
  return issuer ?? tokenEndpoint;
}

/** If the grant's assertion is the only proof, it names the client too. */
function sendsIdByDefault({ clientAssertionFrom, clientAuthentication, grantType }: OAuth2Values): boolean {
  return grantType !== jwtBearer || (clientAuthentication ?? clientAssertionFrom) !== undefined;
}
