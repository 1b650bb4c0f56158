import { generateKeyPairSync, randomBytes } from "node:crypto";
import { optionalPackage } from "../optional-package";
import { type OAuth2Client, registration } from "./clients";

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
  signing ??= signingKey();
  const stores = new Map<string, Adapter>([["Client", clientStore(policy)]]);
  const provider = new Provider(issuer, {
    adapter: (model: string) => {
      const store = stores.get(model) ?? memoryStore();
      stores.set(model, store);
      return store;
    },
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
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
  return provider;
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
