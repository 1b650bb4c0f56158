import { z } from "zod";
import { argument, commonArguments, revocationArguments } from "../../arguments/declaration";
import { text, wordSet } from "../../arguments/formats";
import { clientCredentials, impossibleGrants } from "../../oauth/grant";
import { claims, clientArguments, refusing, source } from "./client-arguments";

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
  "assertion",
  "subject_token",
  "subject_token_type",
  "actor_token",
  "actor_token_type",
  "requested_token_type",
];

const extraParameters = z
  .record(z.string(), z.union([text, z.array(text).min(1)], { error: "must be a string, or a list of strings" }), {
    error: "must be a map of strings, or of lists of strings",
  })
  .superRefine(refusing(taken));

const grantType = text.superRefine((name, context) => {
  const reason = Object.hasOwn(impossibleGrants, name) ? impossibleGrants[name] : undefined;
  if (reason !== undefined) context.addIssue(`must not be "${name}": ${reason}`);
});

/** The arguments of `OAuth2AccessToken`. */
export const oauth2Arguments = {
  ...clientArguments,
  grantType: argument("grant", grantType, { unset: clientCredentials }),
  scope: argument("grant", wordSet),
  resource: argument("grant", wordSet),
  audience: argument("grant", wordSet),
  extraParameters: argument("grant", extraParameters, { secret: true }),
  // The grant of RFC 7523, section 2.1. The issuer and the subject say whose token it is.
  assertionIssuer: argument("identity", text, { vendorFields: ["iss"] }),
  subject: argument("identity", text, { vendorFields: ["sub"] }),
  assertionAudience: argument("connection", text, { vendorFields: ["aud"] }),
  assertionClaims: argument("grant", claims),
  scopeClaim: argument("connection", z.boolean({ error: "must be true or false" })),
  assertionFrom: argument("credential", source, { environment: "OAUTH2_ASSERTION_FROM", vendorFields: ["assertion"] }),
  // The grant of RFC 8693.
  subjectToken: argument("credential", text, { secret: true, environment: "OAUTH2_SUBJECT_TOKEN" }),
  subjectTokenFrom: argument("credential", source, { environment: "OAUTH2_SUBJECT_TOKEN_FROM" }),
  subjectTokenAudience: argument("connection", text),
  subjectTokenType: argument("connection", text),
  actorToken: argument("credential", text, { secret: true, environment: "OAUTH2_ACTOR_TOKEN" }),
  actorTokenFrom: argument("credential", source, { environment: "OAUTH2_ACTOR_TOKEN_FROM" }),
  actorTokenType: argument("connection", text),
  requestedTokenType: argument("grant", text),
  ...commonArguments,
  ...revocationArguments,
};

const person = "it belongs to a grant for which a person signs in";
const hint = "the token is this resource's own";
const ownParameter = "give it in extraParameters";

/** Parameters of the requests that are not arguments, with the reason for each. */
export const leftOut = {
  client_assertion_type: "it is always that of a JWT",
  jti: "each assertion has one of its own",
  token: hint,
  token_type_hint: hint,
  code: person,
  redirect_uri: person,
  username: ownParameter,
  password: ownParameter,
  refresh_token: "a refresh token may work only once, and its successor would be in no state",
};
