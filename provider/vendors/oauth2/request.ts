import type { Operation } from "../../contract/operation";
import { sendAsserted } from "../../oauth/assertion";
import { isMutualTls } from "../../oauth/client-authentication";
import { discover, type OAuthServer } from "../../oauth/server-metadata";
import { faultOf, isRefusal } from "../../oauth/token-response";
import type { HttpReply, HttpRequest } from "../../transport/message";
import type { oauth2Arguments } from "./arguments";
import { methodOf, proof } from "./client";

export const title = "The OAuth 2.0 server";

export type OAuth2Operation = Operation<typeof oauth2Arguments>;

/** The parameters of a request. Those with the value `undefined` are left out. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A reply of the server, and the parameters that it answers. */
export interface Answer extends HttpReply {
  readonly sent: Parameters;
}

/** Returns the endpoints: those in the arguments, and the others from the issuer's metadata. */
export async function serverOf({ args, once, send }: OAuth2Operation): Promise<OAuthServer> {
  const { extraHeaders, introspectionEndpoint, issuer, revocationEndpoint, tokenEndpoint = "" } = args;
  if (issuer === undefined) return { tokenEndpoint, introspectionEndpoint, revocationEndpoint };
  const found = await once(`metadata of ${issuer}`, () => discover(title, issuer, send, extraHeaders));
  const { mutualTls } = isMutualTls(methodOf(args, found)) ? found : {};
  return {
    ...found,
    tokenEndpoint: args.tokenEndpoint ?? mutualTls?.tokenEndpoint ?? found.tokenEndpoint,
    introspectionEndpoint: introspectionEndpoint ?? mutualTls?.introspectionEndpoint ?? found.introspectionEndpoint,
    revocationEndpoint: revocationEndpoint ?? mutualTls?.revocationEndpoint ?? found.revocationEndpoint,
  };
}

/**
 * Sends parameters to one of the server's endpoints and authenticates the client.
 *
 * @param parameters makes the parameters, anew for each try: a server takes an assertion once
 */
export async function sendAsClient(
  operation: OAuth2Operation,
  server: OAuthServer,
  url: string,
  parameters: () => Promise<Parameters>,
  idempotent = false,
): Promise<Answer> {
  let sent: Parameters = {};
  const { extraHeaders, requestFormat = "form" } = operation.args;
  const request = async (): Promise<HttpRequest> => {
    const { headers, parameters: own, clientCertificate } = await proof(operation, server);
    sent = { ...(await parameters()), ...own };
    return {
      method: "POST",
      url,
      headers: { ...extraHeaders, ...headers },
      ...(requestFormat === "json" ? { json: sent } : { form: sent }),
      idempotent,
      again: request,
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
    };
  };
  const reply = await sendAsserted(operation, request, (each) => isSigned(operation) && isAssertionRefused(each));
  return { ...reply, sent };
}

/** Returns whether a request may hold an assertion that this package signed, with times of the server's clock. */
export function isSigned({ args }: OAuth2Operation): boolean {
  return args.privateKey !== undefined || args.clientAuthentication === "client_secret_jwt";
}

/** Ory Hydra answers 500 to an assertion from the future, with an error as in a refusal. */
function isAssertionRefused(reply: HttpReply): boolean {
  return isClientRefused(reply) || faultOf(reply).code === "invalid_grant" || (reply.status >= 500 && isRefusal(reply));
}

/** The codes that servers send for an unknown client or a wrong secret. The first is the standard's. */
const clientRefusals = ["invalid_client", "incorrect_client_credentials", "invalid_client_id", "bad_client_secret"];

export function isClientRefused(reply: HttpReply): boolean {
  const { code = "", message = "" } = faultOf(reply);
  return (
    reply.status === 401 ||
    clientRefusals.includes(code) ||
    (code === "unauthorized_client" && proofFailed.test(message))
  );
}

/** By the standard, `unauthorized_client` is about the grant. Keycloak also answers it for a wrong secret. */
const proofFailed = /\bclient authentication\b|\binvalid client credentials\b/i;
