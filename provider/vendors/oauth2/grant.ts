import { accessTokenType, clientCredentials, jwtBearer, jwtType, tokenExchange } from "../../oauth/grant";
import type { OAuthServer } from "../../oauth/server-metadata";
import { signedAssertion } from "../../oauth/signed-assertion";
import { tokenFrom } from "../../oauth/token-source";
import { audienceOf } from "./client";
import { keysIn } from "./given";
import type { OAuth2Operation, Parameters } from "./request";

/** Returns the parameters of a token request. Its assertion, or its subject token, is made or read anew each time. */
export async function tokenParameters(operation: OAuth2Operation, server: OAuthServer): Promise<Parameters> {
  const { args } = operation;
  const { grantType = clientCredentials } = args;
  const isClaim = grantType === jwtBearer && args.scopeClaim === true;
  return {
    ...args.extraParameters,
    grant_type: grantType,
    scope: isClaim ? undefined : args.scope?.join(" "),
    resource: args.resource,
    audience: args.audience,
    ...(grantType === jwtBearer ? { assertion: await assertion(operation, server) } : {}),
    ...(grantType === tokenExchange ? await exchange(operation, server) : {}),
  };
}

/** RFC 7523, section 2.1. */
async function assertion({ args, now, send }: OAuth2Operation, server: OAuthServer): Promise<string> {
  const { assertionFrom, assertionIssuer, clientId = "", scope, subject } = args;
  const audience = args.assertionAudience ?? audienceOf(server);
  if (assertionFrom !== undefined) return tokenFrom(assertionFrom, audience, send);
  const { certificate, privateKey: key } = keysIn(args);
  if (key === undefined) throw new Error("the grant's assertion needs privateKey");
  const signer = {
    ...args,
    key,
    certificate,
    // Otherwise it is the algorithm for the client's own assertion, by its secret.
    signingAlgorithm: args.clientAuthentication === "client_secret_jwt" ? undefined : args.signingAlgorithm,
  };
  const claims = {
    ...args.assertionClaims,
    ...(args.scopeClaim && scope !== undefined ? { scope: scope.join(" ") } : {}),
  };
  return signedAssertion(signer, { issuer: assertionIssuer ?? clientId, subject, audience, claims }, now);
}

/** RFC 8693, section 2.1. */
async function exchange({ args, send }: OAuth2Operation, server: OAuthServer): Promise<Parameters> {
  const { actorToken, actorTokenFrom, subjectToken, subjectTokenFrom } = args;
  const audience = args.subjectTokenAudience ?? audienceOf(server);
  const tokenOf = async (token: string | undefined, source: string | undefined) =>
    token ?? (source === undefined ? undefined : tokenFrom(source, audience, send));
  const usualType = (token: string | undefined) => (token === undefined ? jwtType : accessTokenType);
  const actor = await tokenOf(actorToken, actorTokenFrom);
  return {
    subject_token: await tokenOf(subjectToken, subjectTokenFrom),
    subject_token_type: args.subjectTokenType ?? usualType(subjectToken),
    actor_token: actor,
    actor_token_type: actor === undefined ? undefined : (args.actorTokenType ?? usualType(actorToken)),
    requested_token_type: args.requestedTokenType,
  };
}
