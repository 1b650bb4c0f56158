import { createPublicKey } from "node:crypto";

/** The subject of the tokens that Kubernetes writes. */
export const serviceAccount = "system:serviceaccount:ci:reports";

/**
 * Adds two scopes that all clients may ask for. Keycloak grants the second only to who has the role writer, and nobody
 * has it.
 */
export async function limitScope(api) {
  await api("POST", "roles", { name: "writer" });
  for (const name of ["reports:read", "reports:write"]) {
    await api("POST", "client-scopes", {
      name,
      protocol: "openid-connect",
      attributes: { "include.in.token.scope": "true" },
    });
  }
  const scopes = (await api("GET", "client-scopes")).filter(({ name }) => name.startsWith("reports:"));
  const writer = await api("GET", "roles/writer");
  const write = scopes.find(({ name }) => name === "reports:write");
  await api("POST", `client-scopes/${write.id}/scope-mappings/realm`, [writer]);
  for (const client of await api("GET", "clients")) {
    for (const { id } of scopes) await api("PUT", `clients/${client.id}/optional-client-scopes/${id}`);
  }
}

/** Returns the realm: a client for each way, and the issuers whose tokens prove clients. */
export function realmOf({ cluster, gitlab, pipeline, secrets, key }) {
  const own = (clientId, clientAuthenticatorType, attributes = {}, secret = undefined) => ({
    clientId,
    clientAuthenticatorType,
    attributes,
    enabled: true,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    ...(secret === undefined ? {} : { secret }),
  });
  const jwk = { ...createPublicKey(key).export({ format: "jwk" }), kid: "key-1", alg: "ES256", use: "sig" };
  return {
    realm: "peers",
    enabled: true,
    accessTokenLifespan: 3600,
    clients: [
      own("basic", "client-secret", {}, secrets.basic),
      own("post", "client-secret", {}, secrets.post),
      own("secret-jwt", "client-secret-jwt", {}, secrets["secret-jwt"]),
      own("key-jwt", "client-jwt", { "use.jwks.string": "true", "jwks.string": JSON.stringify({ keys: [jwk] }) }),
      own("tls", "client-x509", { "x509.subjectdn": "CN=reports-tls" }),
      own("federated", "federated-jwt", { "jwt.credential.issuer": "pipeline", "jwt.credential.sub": "job" }),
      own("gitlab", "federated-jwt", { "jwt.credential.issuer": "gitlab", "jwt.credential.sub": "job" }),
      own("kubernetes", "federated-jwt", {
        "jwt.credential.issuer": "cluster",
        "jwt.credential.sub": serviceAccount,
      }),
      own("exchange", "client-secret", { "standard.token.exchange.enabled": "true" }, secrets.exchange),
      {
        ...own("exchange-subject", "client-secret", {}, secrets["exchange-subject"]),
        protocolMappers: [
          {
            name: "audience",
            protocol: "openid-connect",
            protocolMapper: "oidc-audience-mapper",
            config: { "included.client.audience": "exchange", "access.token.claim": "true" },
          },
        ],
      },
      own(
        "bearer",
        "client-secret",
        { "oauth2.jwt.authorization.grant.enabled": "true", "oauth2.jwt.authorization.grant.idp": "pipeline" },
        secrets.bearer,
      ),
    ],
    identityProviders: [
      trusted("pipeline", pipeline, { jwtAuthorizationGrantEnabled: "true" }),
      trusted("gitlab", gitlab, { supportsClientAssertionReuse: "true" }),
      { alias: "cluster", providerId: "kubernetes", enabled: true, config: { issuer: cluster } },
    ],
    users: [
      {
        username: "someone",
        enabled: true,
        email: "someone@example.com",
        firstName: "Some",
        lastName: "One",
        federatedIdentities: [{ identityProvider: "pipeline", userId: "job", userName: "job" }],
      },
    ],
  };
}

/** An identity provider whose tokens prove clients. */
function trusted(alias, issuer, config) {
  return {
    alias,
    providerId: "oidc",
    enabled: true,
    config: {
      issuer,
      authorizationUrl: `${issuer}/authorize`,
      tokenUrl: `${issuer}/token`,
      jwksUrl: `${issuer}/keys`,
      useJwksUrl: "true",
      validateSignature: "true",
      clientId: "keycloak",
      clientSecret: "unused",
      supportsClientAssertions: "true",
      ...config,
    },
  };
}
