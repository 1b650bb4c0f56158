import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";

/** How a client of the OAuth 2.0 emulator authenticates (RFC 7591 §2). */
export type ClientAuthentication = "client_secret_basic" | "client_secret_post" | "private_key_jwt";

/** One client: its id and what it authenticates with. */
export interface OAuth2Client {
  /** The client's id. */
  clientId: string;
  /** The one way in which it may prove itself. */
  clientAuthentication: ClientAuthentication;
  /** Of clients that authenticate with a secret. */
  clientSecret?: string;
  /** Of clients that sign assertions: PKCS #8, PEM, to sign with ES256. */
  privateKey?: string;
  /** The `kid` of the private key. */
  keyId?: string;
}

/**
 * The clients there are: `reports`, its two likes `reports-post` and `reports-jwt`, one for each way to authenticate,
 * and `other`, the account that nothing should be mixed up with. Secrets that are not given are made up.
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

/** The client as the authorization server registers it (RFC 7591). */
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
