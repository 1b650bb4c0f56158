import { generateKeyPairSync, randomBytes } from "node:crypto";
import { clientCertificate } from "../emulator/client-certificate";
import { optionalPackage } from "../optional-package";
import { type ClientAuthentication, type OAuth2Client, registration, subjectOf } from "./clients";
import { registerGrants } from "./grants";

type Oidc = typeof import("oidc-provider", { with: { "resolution-mode": "import" }});
type Configuration = NonNullable<ConstructorParameters<Oidc["Provider"]>[1]>;
type Adapter = ReturnType<Extract<Configuration["adapter"], (name: string) => unknown>>;
type AdapterPayload = Parameters<Adapter["upsert"]>[1];

/** The settings that the authorization server reads whenever it issues a token. */
export interface OAuth2Policy {
  readonly clients: ReadonlyMap<string, OAuth2Client>;
  readonly lockedClients: ReadonlySet<string>;
  readonly scopes: readonly string[];
  /** Returns the most scope that is granted. */
  grantScope(): string;
  /** Returns the seconds that the next token lives. */
  lifetime(): number;
}

/** Seconds that a refresh token lives: two weeks. */
const refreshLifetime = 1_209_600;

/** Creates an oidc-provider that issues, refreshes, introspects and revokes opaque tokens for client credentials. */
export async function createProvider(issuer: string, resource: string, policy: OAuth2Policy) {
  const { Provider, errors } = await oidcProvider();
  const isSecure = issuer.startsWith("https:");
  // A client with a certificate is to use these. They are the same server by another name.
  const alias = issuer.replace("127.0.0.1", "localhost");
  signing ??= signingKey();
  const stores = new Map<string, Adapter>([["Client", clientStore(policy)]]);
  const provider = new Provider(issuer, {
    adapter: (model: string) => {
      const store = stores.get(model) ?? memoryStore();
      stores.set(model, store);
      return store;
    },
    clientAuthMethods: [
      "client_secret_basic",
      "client_secret_post",
      "client_secret_jwt",
      "private_key_jwt",
      "none",
      ...(isSecure ? mutualTlsMethods : []),
    ],
    ...(isSecure ? { discovery: { mtls_endpoint_aliases: aliases(alias) } } : {}),
    cookies: { keys: [randomBytes(24).toString("hex")] },
    jwks: { keys: [signing] },
    // The provider accepts refresh tokens. It issues none itself, since it does not for client credentials.
    issueRefreshToken: () => false,
    rotateRefreshToken: false,
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    responseTypes: [],
    scopes: policy.scopes,
    ttl: {
      AccessToken: () => policy.lifetime(),
      ClientCredentials: () => policy.lifetime(),
      Grant: refreshLifetime,
      RefreshToken: refreshLifetime,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      mTLS: {
        enabled: isSecure,
        selfSignedTlsClientAuth: true,
        tlsClientAuth: true,
        getCertificate: ({ headers }) => clientCertificate(headers).certificate,
        certificateAuthorized: ({ headers }) => clientCertificate(headers).isTrusted,
        certificateSubjectMatches: ({ headers }, property, expected) =>
          property === "tls_client_auth_subject_dn" && subjectOf(clientCertificate(headers).certificate) === expected,
      },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => {
          if (token.clientId === client.clientId) return true;
          throw new errors.InvalidRequest("client is not authorized to revoke the presented token");
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: (_context, indicator) => {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return { scope: policy.grantScope(), audience: resource, accessTokenFormat: "opaque" };
        },
      },
    },
  });
  // The emulator in front terminates TLS and tells the scheme in X-Forwarded-Proto.
  provider.proxy = true;
  registerGrants(provider, errors, resource, () => policy.grantScope());
  return provider;
}

const mutualTlsMethods: ClientAuthentication[] = ["tls_client_auth", "self_signed_tls_client_auth"];

/** RFC 8705 §5. */
function aliases(base: string) {
  return {
    token_endpoint: `${base}/token`,
    introspection_endpoint: `${base}/token/introspection`,
    revocation_endpoint: `${base}/token/revocation`,
  };
}

/** Loads oidc-provider without its warning on import. */
async function oidcProvider() {
  const { warn } = console;
  // It warns, on import, of Node releases that it does not support officially.
  console.warn = () => {};
  try {
    return await optionalPackage("oidc-provider", "the OAuth 2.0 emulator", () => import("oidc-provider"));
  } finally {
    console.warn = warn;
  }
}

function memoryStore(): Adapter {
  const entries = new Map<string, AdapterPayload>();
  return {
    upsert: async (id, payload) => void entries.set(id, payload),
    find: async (id) => entries.get(id),
    destroy: async (id) => void entries.delete(id),
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    consume: async () => {},
    revokeByGrantId: async (grantId) => {
      for (const [id, payload] of entries) if (payload.grantId === grantId) entries.delete(id);
    },
  };
}

function clientStore({ clients, lockedClients, scopes }: OAuth2Policy): Adapter {
  const find = async (id: string) => {
    const client = lockedClients.has(id) ? undefined : clients.get(id);
    return client && registration(client, scopes.join(" "));
  };
  return { ...memoryStore(), find };
}

/** One key for the whole process: creating it is slow, and the tokens are not signed. */
let signing: ReturnType<typeof signingKey> | undefined;

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "emulator", alg: "RS256", use: "sig" };
}
