import { z } from "zod";
import { argument } from "../../arguments/declaration";
import { base, duration, endpoint, headerText, lines, text } from "../../arguments/formats";
import { readCertificate } from "../../oauth/certificate";
import { clientAuthentications } from "../../oauth/client-authentication";
import { keyAlgorithms, readPrivateKey } from "../../oauth/private-key";
import { reservedClaims, secretAlgorithms } from "../../oauth/signed-assertion";
import { tokenSource } from "../../oauth/token-source";

const algorithms = [...keyAlgorithms, ...secretAlgorithms] as const;

/** The place of a token that the pipeline has of its own. It is never the token itself. */
export const source = z
  .string({ error: "must be a string" })
  .regex(tokenSource, 'must be "file:" and a path, "env:" and the name of a variable, or "github-actions"')
  .meta({ examples: ["env:ID_TOKEN"] });

/** Claims of an assertion beside those that have an argument or that this package sets. */
export const claims = z
  .record(z.string(), z.unknown(), { error: "must be a map of claims" })
  .superRefine(refusing(reservedClaims));

/** Returns a check of a map that refuses each of these names. */
export function refusing(names: readonly string[]) {
  return (map: object, context: z.RefinementCtx): void => {
    for (const name of names.filter((each) => Object.hasOwn(map, each))) {
      const message = "has an argument of its own, or is set by this package";
      context.addIssue({ code: "custom", path: [name], message });
    }
  };
}

/** The headers that a request has already, or that belong to its connection. */
const ownHeaders =
  /^(accept|authorization|connection|content-.*|cookie|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

const headerMap = z
  .record(z.string(), headerText, { error: "must be a map of strings" })
  .superRefine((map, context) => {
    for (const name of Object.keys(map)) {
      const message = ownHeaders.test(name)
        ? "is set by this package or by the connection"
        : /^[\w!#$%&'*+.^`|~-]+$/.test(name)
          ? undefined
          : "is not a name of a header";
      if (message !== undefined) context.addIssue({ code: "custom", path: [name], message });
    }
  });

/** The environment holds the map as JSON. */
const headers = z.preprocess((value) => (typeof value === "string" ? jsonOr(value) : value), headerMap);

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message may quote a secret.
    return text;
  }
}

/** The server, the client, and how it proves itself. */
export const clientArguments = {
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
  certificate: argument(
    "credential",
    lines.refine((pem) => readCertificate(pem) !== undefined, "must be a certificate in PEM form"),
    { environment: "OAUTH2_CERTIFICATE", vendorFields: ["x5t", "x5t#S256"] },
  ),
  clientAssertionFrom: argument("credential", source, {
    environment: "OAUTH2_CLIENT_ASSERTION_FROM",
    vendorFields: ["client_assertion"],
  }),
  clientAssertionAudience: argument("credential", text, { environment: "OAUTH2_CLIENT_ASSERTION_AUDIENCE" }),
  clientAssertionLifetime: argument("connection", duration),
  clientAssertionClaims: argument("connection", claims),
  sendClientId: argument("connection", z.boolean({ error: "must be true or false" })),
  signingAlgorithm: argument("connection", z.enum(algorithms, { error: `must be one of ${algorithms.join(", ")}` }), {
    vendorFields: ["alg", "token_endpoint_auth_signing_alg"],
  }),
  clientAuthentication: argument(
    "connection",
    z.enum(clientAuthentications, {
      error: `must be one of ${clientAuthentications.map((method) => `"${method}"`).join(", ")}`,
    }),
    { vendorFields: ["token_endpoint_auth_method"] },
  ),
  extraHeaders: argument("credential", headers, { secret: true, environment: "OAUTH2_EXTRA_HEADERS" }),
  requestFormat: argument("connection", z.enum(["form", "json"], { error: 'must be "form" or "json"' })),
};
