import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";

/** How a client of the OAuth 2.0 emulator authenticates (RFC 7591 §2). */
export type ClientAuthentication = "client_secret_basic" | "client_secret_post" | "private_key_jwt";

/** A client: its id and its credentials. */
export interface OAuth2Client {
  /** The id of the client. */
  clientId: string;
  /** The only authentication method that the client may use. */
  clientAuthentication: ClientAuthentication;
  /** The secret, if the client authenticates with one. */
  clientSecret?: string;
  /** The private key (PKCS #8, PEM, for ES256), if the client signs assertions. */
  privateKey?: string;
  /** The `kid` of the private key. */
  keyId?: string;
}

/**
 * Creates the clients: `reports`, `reports-post` and `reports-jwt`, one for each authentication method, and `other`,
 * for tests that must not mix up two accounts. A secret that you do not give is random.
 */
export function createClients(secrets: Readonly<Record<string, string>> = {}): OAuth2Client[] {
  const secret = (clientId: string) => secrets[clientId] ?? randomBytes(24).toString("base64url");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return [
    { clientId: "reports", clientAuthentication: "client_secret_basic", clientSecret: secret("reports") },
    { clientId: "reports-post", clientAuthentication: "client_secret_post", clientSecret: secret("reports-post") },
    {
      clientId: "reports-jwt",
      clientAuthentication: "private_key_jwt",
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      keyId: "reports-jwt-1",
    },
    { clientId: "other", clientAuthentication: "client_secret_basic", clientSecret: secret("other") },
  ];
}

/** Returns the registration of a client at the authorization server (RFC 7591). */
export function registration(client: OAuth2Client, scope: string) {
  return {
    client_id: client.clientId,
    token_endpoint_auth_method: client.clientAuthentication,
    grant_types: ["client_credentials", "refresh_token"],
    response_types: [],
    redirect_uris: [],
    scope,
    ...(client.clientSecret === undefined ? {} : { client_secret: client.clientSecret }),
    ...(client.privateKey === undefined ? {} : { jwks: { keys: [publicKey(client.privateKey, client.keyId)] } }),
  };
}

function publicKey(pem: string, kid: string | undefined) {
  const { d: _, ...jwk } = createPrivateKey(pem).export({ format: "jwk" });
  return { ...jwk, kid, alg: "ES256", use: "sig" };
}
