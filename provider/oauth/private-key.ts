import { createPrivateKey, type KeyObject } from "node:crypto";

/** The JWS algorithms (RFC 7518, RFC 8037) for a private key. The first one for the kind of key is the default. */
export const keyAlgorithms = [
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

const byCurve: Readonly<Record<string, string>> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };

/** Returns the algorithms that a key can sign with, the usual one first; empty for a kind of key that JWS has none for. */
export function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] {
  if (asymmetricKeyType === "ed25519") return ["EdDSA"];
  if (asymmetricKeyType === "rsa") return keyAlgorithms.filter((name) => /^[RP]S/.test(name));
  const algorithm = byCurve[asymmetricKeyDetails?.namedCurve ?? ""];
  return algorithm === undefined ? [] : [algorithm];
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
