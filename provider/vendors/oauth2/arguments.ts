import { z } from "zod";
import { argument, commonArguments, revocationArguments } from "../../arguments/declaration";
import { base, endpoint, lines, text, wordSet } from "../../arguments/formats";
import { readPrivateKey, signingAlgorithms } from "../../oauth/client-authentication";

/** The parameters that `extraParameters` may not hold: each has its own argument, or this package sets it. */
const taken = [
  "grant_type",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "scope",
  "resource",
  "audience",
];

/** The arguments of `OAuth2AccessToken`. */
export const oauth2Arguments = {
  issuer: argument("identity", base, { environment: "OAUTH2_ISSUER" }),
  tokenEndpoint: argument("identity", endpoint, { environment: "OAUTH2_TOKEN_ENDPOINT", slashInsensitive: true }),
  clientId: argument("identity", text, { environment: "OAUTH2_CLIENT_ID" }),
  // These two receive the credential, so they belong to its set. Another address for them still means the same token.
  introspectionEndpoint: argument("credential", endpoint, { environment: "OAUTH2_INTROSPECTION_ENDPOINT" }),
  revocationEndpoint: argument("credential", endpoint, { environment: "OAUTH2_REVOCATION_ENDPOINT" }),
  clientSecret: argument("credential", text, { secret: true, environment: "OAUTH2_CLIENT_SECRET" }),
  privateKey: argument(
    "credential",
    z
      .union([lines, z.record(z.string(), z.unknown())], { error: "must be a private key in PEM form or a JWK" })
      .refine((key) => readPrivateKey(key) !== undefined, "must be a private key in PEM form or a JWK"),
    { secret: true, environment: "OAUTH2_PRIVATE_KEY" },
  ),
  keyId: argument("credential", text, { environment: "OAUTH2_KEY_ID", vendorFields: ["kid"] }),
  signingAlgorithm: argument(
    "connection",
    z.enum(signingAlgorithms, { error: `must be one of ${signingAlgorithms.join(", ")}` }),
    { vendorFields: ["alg", "token_endpoint_auth_signing_alg"] },
  ),
  clientAuthentication: argument(
    "connection",
    z.enum(["client_secret_basic", "client_secret_post", "private_key_jwt"], {
      error: 'must be "client_secret_basic", "client_secret_post" or "private_key_jwt"',
    }),
    { vendorFields: ["token_endpoint_auth_method"] },
  ),
  scope: argument("grant", wordSet),
  resource: argument("grant", wordSet),
  audience: argument("grant", wordSet),
  extraParameters: argument(
    "grant",
    z.record(z.string(), text, { error: "must be a map of strings" }).superRefine((map, context) => {
      for (const name of taken.filter((each) => Object.hasOwn(map, each))) {
        context.addIssue({
          code: "custom",
          path: [name],
          message: "has an argument of its own, or is set by this package",
        });
      }
    }),
    { secret: true },
  ),
  ...commonArguments,
  ...revocationArguments,
};

const otherGrant = "it belongs to another grant than client credentials";
const assertion = 'the assertion is made with "privateKey"';
const hint = "the token is this resource's own";

/** Parameters of the requests that are not arguments, with the reason for each. */
export const leftOut = {
  grant_type: 'it is always "client_credentials"',
  client_assertion: assertion,
  client_assertion_type: assertion,
  token: hint,
  token_type_hint: hint,
  code: otherGrant,
  redirect_uri: otherGrant,
  username: otherGrant,
  password: otherGrant,
  refresh_token: otherGrant,
};
