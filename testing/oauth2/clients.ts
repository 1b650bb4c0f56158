import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import type { Certificate } from "../certificate";
import { grantTypes } from "./grants";

/** How a client of the OAuth 2.0 emulator authenticates (RFC 7591 §2). */
export type ClientAuthentication =
  | "client_secret_basic"
  | "client_secret_post"
  | "client_secret_jwt"
  | "private_key_jwt"
  | "tls_client_auth"
  | "self_signed_tls_client_auth"
  | "none";

/** A client: its id and its credentials. */
export interface OAuth2Client {
  /** The id of the client. */
  clientId: string;
  /** The only authentication method that the client may use. */
  clientAuthentication: ClientAuthentication;
  /** The secret, if the client authenticates with one. */
  clientSecret?: string;
  /** The private key (PKCS #8, PEM, for ES256), if the client signs assertions or has a certificate. */
  privateKey?: string;
  /** The `kid` of the private key. */
  keyId?: string;
  /** The certificate (PEM) of the private key, if the client authenticates with one. */
  certificate?: string;
}

/**
 * Creates the clients: one for each authentication method, and `other`, for tests that must not mix up two accounts. A
 * secret that you do not give is random. `reports-pipeline` has a key that only the pipeline of the emulator knows.
 *
 * @param certificates the certificates of the clients that have one; without them, these clients do not exist
 */
export function createClients(
  secrets: Readonly<Record<string, string>> = {},
  certificates: Readonly<Record<string, Certificate>> = {},
): OAuth2Client[] {
  const secret = (clientId: string) => secrets[clientId] ?? randomBytes(24).toString("base64url");
  const privateKey = () => {
    const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    return key.export({ type: "pkcs8", format: "pem" }) as string;
  };
  const withSecret = (clientId: string, clientAuthentication: ClientAuthentication): OAuth2Client => ({
    clientId,
    clientAuthentication,
    clientSecret: secret(clientId),
  });
  const withKey = (clientId: string): OAuth2Client => ({
    clientId,
    clientAuthentication: "private_key_jwt",
    privateKey: privateKey(),
    keyId: `${clientId}-1`,
  });
  const withCertificate = (clientId: string, clientAuthentication: ClientAuthentication): OAuth2Client[] => {
    const { cert, key } = certificates[clientId] ?? {};
    return cert === undefined || key === undefined
      ? []
      : [{ clientId, clientAuthentication, privateKey: key, certificate: cert }];
  };
  return [
    withSecret("reports", "client_secret_basic"),
    withSecret("reports-post", "client_secret_post"),
    withKey("reports-jwt"),
    withSecret("other", "client_secret_basic"),
    withSecret("reports-secret-jwt", "client_secret_jwt"),
    withKey("reports-pipeline"),
    { clientId: "reports-none", clientAuthentication: "none" },
    ...withCertificate("reports-tls", "tls_client_auth"),
    ...withCertificate("reports-self-signed", "self_signed_tls_client_auth"),
  ];
}

/** Returns the registration of a client at the authorization server (RFC 7591). */
export function registration(client: OAuth2Client, scope: string) {
  const { certificate, clientAuthentication: method, clientId, clientSecret, keyId, privateKey } = client;
  return {
    client_id: clientId,
    token_endpoint_auth_method: method,
    grant_types: ["client_credentials", "refresh_token", ...grantTypes],
    response_types: [],
    redirect_uris: [],
    scope,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...(method === "tls_client_auth" ? { tls_client_auth_subject_dn: subjectOf(certificate) } : {}),
    ...(privateKey === undefined || method === "tls_client_auth"
      ? {}
      : { jwks: { keys: [publicKey(privateKey, keyId, certificate)] } }),
  };
}

/** Returns the subject of a certificate on one line (RFC 4514). */
export function subjectOf(certificate = ""): string {
  return new X509Certificate(certificate).subject.split("\n").reverse().join(",");
}

function publicKey(pem: string, kid: string | undefined, certificate: string | undefined) {
  const { d: _, ...jwk } = createPrivateKey(pem).export({ format: "jwk" });
  const x5c = certificate === undefined ? {} : { x5c: [new X509Certificate(certificate).raw.toString("base64")] };
  return { ...jwk, kid, alg: "ES256", use: "sig", ...x5c };
}
