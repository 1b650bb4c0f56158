import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import { rememberSecret } from "../messages/redaction";

/** How a client authenticates at an OAuth 2.0 server, by the names of the IANA registry. */
export type ClientAuthentication = "client_secret_basic" | "client_secret_post" | "private_key_jwt";

export interface Client {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly privateKey?: KeyObject | undefined;
  readonly keyId?: string | undefined;
  readonly signingAlgorithm?: string | undefined;
}

/** The headers and form fields that authenticate a client's request. */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

/** In seconds. Long enough for a clock that is slightly wrong, too short to be useful to a thief. */
const assertionLifetime = 60;

/**
 * Returns the headers and form fields that authenticate the client.
 *
 * @param audience the issuer, else the token endpoint; for an assertion (RFC 7523, section 3)
 * @param now milliseconds since the epoch
 */
export async function proofOf(
  client: Client,
  method: ClientAuthentication,
  audience: string,
  now: number,
): Promise<ClientProof> {
  const { clientId, clientSecret = "" } = client;
  switch (method) {
    case "client_secret_basic":
      return { headers: { authorization: basicAuthorization(clientId, clientSecret) }, form: {} };
    case "client_secret_post":
      return { headers: {}, form: { client_id: clientId, client_secret: clientSecret } };
    case "private_key_jwt":
      return {
        headers: {},
        form: {
          client_id: clientId,
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: await assertion(client, audience, Math.floor(now / 1000)),
        },
      };
  }
}

async function assertion(client: Client, audience: string, now: number): Promise<string> {
  const { clientId, keyId, privateKey } = client;
  if (privateKey === undefined) throw new Error("private_key_jwt needs a privateKey");
  // `jose` is ESM only, and few users need it, so it is loaded on demand.
  const { SignJWT } = await import("jose");
  const signed = await new SignJWT({})
    .setProtectedHeader({
      alg: client.signingAlgorithm ?? algorithmOf(privateKey),
      ...(keyId === undefined ? {} : { kid: keyId }),
    })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + assertionLifetime)
    .sign(privateKey);
  rememberSecret(signed);
  return signed;
}

/** The JWS algorithms (RFC 7518, RFC 8037) for a private key. The first one for the kind of key is the default. */
export const signingAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === "ed25519") return "EdDSA";
  const byCurve: Record<string, string> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };
  return byCurve[asymmetricKeyDetails?.namedCurve ?? ""] ?? "RS256";
}

/** Returns a private key from PEM or from a JWK (an object, or its JSON); `undefined` if it is neither. */
export function readPrivateKey(key: string | object): KeyObject | undefined {
  try {
    if (typeof key === "string" && !key.trimStart().startsWith("{")) return createPrivateKey(key);
    const jwk = typeof key === "string" ? (JSON.parse(key) as object) : key;
    return createPrivateKey({ key: jwk as import("node:crypto").JsonWebKey, format: "jwk" });
  } catch {
    // The parser's message may quote the key.
    return undefined;
  }
}

/** Returns the HTTP Basic header of a client. Both parts are form-encoded first (RFC 6749, section 2.3.1). */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ "": part }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
}
