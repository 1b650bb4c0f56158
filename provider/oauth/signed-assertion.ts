import { createSecretKey, type KeyObject, randomUUID, type X509Certificate } from "node:crypto";
import { rememberSecret } from "../messages/redaction";
import { thumbprints } from "./certificate";
import { algorithmsOf } from "./private-key";

/** The JWS algorithms (RFC 7518) for a client secret. The first one is the default. */
export const secretAlgorithms = ["HS256", "HS384", "HS512"] as const;

/** The signer of an assertion, with what its header says of the key. */
export interface Signer {
  /** A private key, or the client's secret. */
  readonly key: KeyObject | string;
  readonly keyId?: string | undefined;
  readonly certificate?: X509Certificate | undefined;
  readonly signingAlgorithm?: string | undefined;
}

/** The content of an assertion (RFC 7523, section 3). */
export interface Assertion {
  readonly issuer: string;
  /** Absent if the issuer speaks for itself, as Google's service accounts do. */
  readonly subject?: string | undefined;
  readonly audience: string;
  /** In milliseconds. */
  readonly lifetime?: number | undefined;
  /** More claims. They cannot replace those above, nor the times and the id. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** In milliseconds. Long enough for a clock that is slightly wrong, too short to be useful to a thief. */
const usualLifetime = 60_000;

/** The claims of an assertion that this package sets. */
export const reservedClaims = ["iss", "sub", "aud", "exp", "iat", "jti"] as const;

/**
 * Returns a signed assertion. Each has an id of its own, since servers take an id once.
 *
 * @param now milliseconds since the epoch, by the server's clock
 */
export async function signedAssertion(signer: Signer, assertion: Assertion, now: number): Promise<string> {
  const { audience, claims = {}, issuer, lifetime = usualLifetime, subject } = assertion;
  const { certificate, keyId, signingAlgorithm } = signer;
  const key = typeof signer.key === "string" ? createSecretKey(Buffer.from(signer.key)) : signer.key;
  const usual = typeof signer.key === "string" ? secretAlgorithms[0] : (algorithmsOf(signer.key)[0] ?? "RS256");
  const issuedAt = Math.floor(now / 1000);
  // `jose` is ESM only, and few users need it, so it is loaded on demand.
  const { SignJWT } = await import("jose");
  const signed = await new SignJWT({ ...claims, ...(subject === undefined ? {} : { sub: subject }) })
    .setProtectedHeader({
      alg: signingAlgorithm ?? usual,
      ...(keyId === undefined ? {} : { kid: keyId }),
      ...(certificate === undefined ? {} : thumbprints(certificate)),
    })
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + Math.ceil(lifetime / 1000))
    .sign(key);
  rememberSecret(signed);
  return signed;
}
