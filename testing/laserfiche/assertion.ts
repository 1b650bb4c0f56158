import { createPublicKey, generateKeyPairSync, type JsonWebKey, randomBytes, verify } from "node:crypto";
import { z } from "zod";

/** An access key of a service app, as the Developer Console exports it. */
export interface LaserficheAccessKey {
  customerId: string;
  clientId: string;
  domain: string;
  jwk: JsonWebKey & { kid: string };
}

/** Creates an access key with a new ES256 key pair. */
export function createAccessKey(account: Omit<LaserficheAccessKey, "jwk">): LaserficheAccessKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomBytes(16).toString("base64url");
  return { ...account, jwk: { ...privateKey.export({ format: "jwk" }), use: "sig", kid } };
}

/** Returns an access key as the text that users copy. */
export function exported(accessKey: LaserficheAccessKey): string {
  return Buffer.from(JSON.stringify(accessKey)).toString("base64");
}

const header = z.object({ alg: z.literal("ES256"), typ: z.literal("JWT").optional(), kid: z.string() });

// The issue time is not checked: a test may have moved its program's clock ahead.
const claims = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  aud: z.literal("laserfiche.com"),
  exp: z.number().optional(),
});

/** Returns whether an access key signed the assertion, it has not expired, and its service principal key is known. */
export function isValidAssertion(
  assertion: string,
  accessKeys: readonly LaserficheAccessKey[],
  servicePrincipalKeys: readonly string[],
): boolean {
  const [first = "", second = "", signature = ""] = assertion.split(".");
  const head = header.safeParse(decoded(first));
  const claimed = claims.safeParse(decoded(second));
  const accessKey = accessKeys.find(({ jwk }) => jwk.kid === head.data?.kid);
  if (!claimed.success || accessKey === undefined) return false;
  const { client_id, client_secret, exp } = claimed.data;
  const { kty, crv, x, y } = accessKey.jwk;
  const key = createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: "jwk" });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${first}.${second}`),
    // In a JWS the two numbers of the signature are concatenated, not encoded in DER.
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return (
    isSigned &&
    client_id === accessKey.clientId &&
    servicePrincipalKeys.includes(client_secret) &&
    (exp === undefined || exp * 1000 > Date.now())
  );
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
