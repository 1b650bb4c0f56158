import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { textOf } from "../../transport/answer";

/** The access key of a service app: the app's identity, its domain, and the key that it signs with. */
export interface AccessKey {
  readonly clientId: string;
  readonly customerId?: string | undefined;
  readonly domain: string;
  readonly jwk: SigningKey;
}

/** A private key as a JWK, with the id that the server knows it by. */
export interface SigningKey extends JsonWebKey {
  readonly kid: string;
}

/**
 * Reads an access key: base64 as the Developer Console exports it, its JSON, or an object. Returns `undefined` if the
 * value is no access key.
 */
export function readAccessKey(value: unknown): AccessKey | undefined {
  const { clientId, customerId, domain, jwk } = objectIn(value) ?? {};
  const [client, host, key] = [textOf(clientId), textOf(domain)?.toLowerCase(), readSigningKey(jwk)];
  if (client === undefined || host === undefined || !isDomain(host) || key === undefined) return undefined;
  const account = typeof customerId === "number" ? String(customerId) : textOf(customerId);
  return { clientId: client, ...(account === undefined ? {} : { customerId: account }), domain: host, jwk: key };
}

/**
 * Reads the key that an app signs with: a JWK of the curve P-256, as an object or its JSON. Returns `undefined` for any
 * other value.
 */
export function readSigningKey(value: unknown): SigningKey | undefined {
  const jwk = objectIn(value);
  if (textOf(jwk?.kid) === undefined) return undefined;
  try {
    const curve = keyObjectOf(jwk as unknown as SigningKey).asymmetricKeyDetails?.namedCurve;
    return curve === "prime256v1" ? (jwk as unknown as SigningKey) : undefined;
  } catch {
    // The parser's error is dropped, because it may quote the key.
    return undefined;
  }
}

export function keyObjectOf(jwk: SigningKey): KeyObject {
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** Whether the value is a regional domain without scheme and path. Request addresses are built from it. */
export function isDomain(value: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(value);
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const parsed = typeof value === "string" ? (json(value) ?? json(Buffer.from(value, "base64").toString())) : value;
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
