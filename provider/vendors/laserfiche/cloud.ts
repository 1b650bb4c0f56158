import { z } from "zod";
import { argument, commonArguments } from "../../arguments/declaration";
import { base, endpoint, lines, text, wordSet } from "../../arguments/formats";
import { isUnknown } from "../../arguments/validation";
import { defineVendor } from "../../contract/define-vendor";
import { sendAsserted } from "../../oauth/assertion";
import { bearerHeaders, issuedToken } from "../../oauth/token-response";
import { credentialRefused, isAccepted, refused } from "../../transport/answer";
import type { HttpReply, HttpRequest } from "../../transport/message";
import { clockAdvice } from "../../transport/server-time";
import { isDomain, readAccessKey, readSigningKey } from "./access-key";
import { assertion } from "./client-assertion";
import { faultOf } from "./fault";

const title = "Laserfiche Cloud";

const checkCredential =
  "Check that the access key and the service principal key belong to one app of the type Service, and that neither has expired.";

const noJwk = "must be a private key of the curve P-256, as a JWK with a kid";

const jwkOrText = z.union([lines, z.record(z.string(), z.unknown())], { error: noJwk });

const cloudArguments = {
  clientId: argument("identity", text, { environment: "LASERFICHE_CLOUD_CLIENT_ID" }),
  customerId: argument("identity", text, { environment: "LASERFICHE_CLOUD_CUSTOMER_ID" }),
  domain: argument(
    "identity",
    text.toLowerCase().refine(isDomain, 'must be a domain such as "laserfiche.com" or "eu.laserfiche.com"'),
    { environment: "LASERFICHE_CLOUD_DOMAIN" },
  ),
  tokenEndpoint: argument("identity", endpoint, {
    environment: "LASERFICHE_CLOUD_TOKEN_ENDPOINT",
    slashInsensitive: true,
  }),
  apiEndpoint: argument("identity", base, { environment: "LASERFICHE_CLOUD_API_ENDPOINT" }),
  servicePrincipalKey: argument("credential", text, {
    secret: true,
    environment: "LASERFICHE_CLOUD_SERVICE_PRINCIPAL_KEY",
    vendorFields: ["client_secret"],
  }),
  // A text, not an object: each value in a secret object counts as a secret, but the domain and the app are not secret.
  accessKey: argument(
    "credential",
    read(lines, readAccessKey, "must be an access key: base64 as it was exported, or its JSON"),
    { secret: true, environment: "LASERFICHE_CLOUD_ACCESS_KEY" },
  ),
  jwk: argument("credential", read(jwkOrText, readSigningKey, noJwk), {
    secret: true,
    environment: "LASERFICHE_CLOUD_JWK",
    vendorFields: ["kid"],
  }),
  scope: argument("grant", wordSet),
  ...commonArguments,
};

const ownClaim = "the claims of the assertion are set by this package";

/** Laserfiche Cloud, by client credentials of a service app. It has no way to revoke a token. */
export const laserficheCloud = defineVendor({
  resource: "LaserficheCloudAccessToken",
  title,
  group: "laserficheCloud",
  arguments: cloudArguments,
  leftOut: {
    grant_type: 'it is always "client_credentials"',
    aud: ownClaim,
    iat: ownClaim,
    nbf: ownClaim,
    exp: ownClaim,
  },
  credentialSets: [
    ["accessKey", "servicePrincipalKey"],
    ["clientId", "jwk", "servicePrincipalKey"],
  ],
  defaults: { domain: "laserfiche.com" },
  secretOutputs: ["refreshToken"],
  requestHeaders: bearerHeaders,

  identityIn({ accessKey }) {
    if (isUnknown(accessKey)) return { clientId: accessKey, customerId: accessKey, domain: accessKey };
    const { jwk, ...identity } = readAccessKey(accessKey) ?? {};
    return identity;
  },

  conflicts({ accessKey, clientId, customerId, domain, jwk }) {
    return accessKey !== undefined && (clientId ?? customerId ?? domain ?? jwk) !== undefined
      ? ['Give "accessKey", or its parts ("clientId", "customerId", "domain", "jwk"), not both.']
      : [];
  },

  async issue(operation) {
    const { args } = operation;
    const request = async (): Promise<HttpRequest> => ({
      method: "POST",
      url: args.tokenEndpoint ?? `https://signin.${args.domain}/oauth/Token`,
      headers: { authorization: `Bearer ${await assertion({ ...args, ...args.accessKey }, operation.now)}` },
      form: { grant_type: "client_credentials", scope: args.scope?.join(" ") },
      idempotent: false,
    });
    const reply = await sendAsserted(operation, request, isClientRefused);
    if (reply.status === 200) {
      const token = issuedToken(title, reply);
      // The server drops scopes that it does not grant. If none is left, it names no scope at all.
      return args.scope === undefined ? token : { ...token, grantedScope: token.grantedScope ?? [] };
    }
    if (!isClientRefused(reply)) throw refused(title, reply, faultOf(reply));
    const advice = [checkCredential, clockAdvice(operation.clockOffset)].filter(Boolean).join(" ");
    throw credentialRefused(title, reply, faultOf(reply), advice);
  },

  /** Asks v1, which accepts every token. 403 means a valid token that may not list the repositories. */
  async introspect({ args, send }, { accessToken }) {
    const { apiEndpoint = `https://api.${args.domain}/repository` } = args;
    const url = `${apiEndpoint.replace(/\/v[12]$/, "")}/v1/Repositories`;
    const reply = await send({ method: "GET", url, headers: bearerHeaders({ accessToken }), idempotent: true });
    const accepted = isAccepted(reply);
    if (accepted === undefined) throw refused(title, reply, faultOf(reply));
    return { accepted };
  },
  introspectsWith: "token",
});

function isClientRefused(reply: HttpReply): boolean {
  const { code } = faultOf(reply);
  return reply.status === 401 || code === "invalid_client" || code === "unauthorized_client";
}

/** Returns a type that reads a text with `parse`. It reads an object too, if `type` accepts one. */
function read<T>(type: z.ZodType, parse: (value: unknown) => T | undefined, problem: string) {
  return type.transform((value, context) => {
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    context.addIssue(problem);
    return z.NEVER;
  });
}
