import type { Operation } from "../../contract/operation";
import { sendAsserted } from "../../oauth/assertion";
import { type ClientAuthentication, proofOf, readPrivateKey } from "../../oauth/client-authentication";
import { discover, type OAuthServer } from "../../oauth/server-metadata";
import { faultOf } from "../../oauth/token-response";
import { credentialRefused, refused } from "../../transport/answer";
import type { HttpReply, HttpRequest } from "../../transport/message";
import { clockAdvice } from "../../transport/server-time";
import type { oauth2Arguments } from "./arguments";

export const title = "The OAuth 2.0 server";

const checkClient = "Check clientId, clientSecret or privateKey, and clientAuthentication.";

export type OAuth2Operation = Operation<typeof oauth2Arguments>;

/** Returns the endpoints: those in the arguments, and the others from the issuer's metadata. */
export async function serverOf({ args, once, send }: OAuth2Operation): Promise<OAuthServer> {
  const { introspectionEndpoint, issuer, revocationEndpoint, tokenEndpoint = "" } = args;
  if (issuer === undefined) return { tokenEndpoint, introspectionEndpoint, revocationEndpoint };
  const found = await once(`metadata of ${issuer}`, () => discover(title, issuer, send));
  return {
    ...found,
    tokenEndpoint: args.tokenEndpoint ?? found.tokenEndpoint,
    introspectionEndpoint: introspectionEndpoint ?? found.introspectionEndpoint,
    revocationEndpoint: revocationEndpoint ?? found.revocationEndpoint,
  };
}

/** Sends a form to one of the server's endpoints and authenticates the client. */
export async function sendAsClient(
  operation: OAuth2Operation,
  server: OAuthServer,
  url: string,
  form: NonNullable<HttpRequest["form"]>,
  idempotent = false,
): Promise<HttpReply> {
  const { clientId = "", clientSecret, keyId, privateKey, signingAlgorithm } = operation.args;
  const key = privateKey === undefined ? undefined : readPrivateKey(privateKey);
  const client = { clientId, clientSecret, keyId, privateKey: key, signingAlgorithm };
  const method = operation.args.clientAuthentication ?? usualMethod(key !== undefined, server);
  const request = async (): Promise<HttpRequest> => {
    const proof = await proofOf(client, method, server.issuer ?? server.tokenEndpoint, operation.now);
    return { method: "POST", url, headers: proof.headers, form: { ...form, ...proof.form }, idempotent };
  };
  return method === "private_key_jwt"
    ? sendAsserted(operation, request, isClientRefused)
    : operation.send(await request());
}

/**
 * Returns the client authentication to use if the arguments name none. A server that does not say what it accepts must
 * accept Basic (RFC 6749, section 2.3.1).
 */
function usualMethod(hasKey: boolean, { clientAuthentications }: OAuthServer): ClientAuthentication {
  if (hasKey) return "private_key_jwt";
  const accepts = clientAuthentications ?? ["client_secret_basic"];
  return !accepts.includes("client_secret_basic") && accepts.includes("client_secret_post")
    ? "client_secret_post"
    : "client_secret_basic";
}

/** The codes that servers send for an unknown client or a wrong secret. The first is the standard's. */
const clientRefusals = ["invalid_client", "incorrect_client_credentials", "invalid_client_id", "bad_client_secret"];

function isClientRefused(reply: HttpReply): boolean {
  return reply.status === 401 || clientRefusals.includes(faultOf(reply).code ?? "");
}

/** Returns the error for an answer that is not a success. */
export function refusal({ args, clockOffset }: OAuth2Operation, reply: HttpReply, advice?: string): Error {
  if (!isClientRefused(reply)) return refused(title, reply, faultOf(reply), advice);
  const clock = args.privateKey === undefined ? "" : clockAdvice(clockOffset);
  return credentialRefused(title, reply, faultOf(reply), [checkClient, clock].filter(Boolean).join(" "));
}
