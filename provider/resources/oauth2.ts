import type * as pulumi from "@pulumi/pulumi";
import { oauth2 } from "../vendors/oauth2/oauth2";
import { AccessTokenResource, type ConnectionArgument, type RevocableAccessTokenArgs } from "./access-token";

/**
 * The arguments of {@link OAuth2AccessToken}.
 *
 * The credential set is `issuer` or `tokenEndpoint`, `clientId`, and `clientSecret` or `privateKey`, and the other
 * arguments about the server and the client. The whole set comes from the first place that gives any member of it:
 * these arguments, the provider, the stack's configuration (`access-tokens:oauth2`), the environment.
 */
export interface OAuth2AccessTokenArgs extends RevocableAccessTokenArgs {
  /**
   * The issuer, whose metadata names the endpoints (RFC 8414, or OpenID Connect Discovery if the server has only that).
   * Environment: `OAUTH2_ISSUER`. A change replaces the token.
   */
  issuer?: pulumi.Input<string>;
  /**
   * The token endpoint (RFC 6749, section 3.2), used exactly as given: a slash at its end is kept. Environment:
   * `OAUTH2_TOKEN_ENDPOINT`. A change replaces the token, unless only that slash differs.
   */
  tokenEndpoint?: pulumi.Input<string>;
  /**
   * The introspection endpoint (RFC 7662), used exactly as given. Without one, a refresh does not ask about the token.
   * Environment: `OAUTH2_INTROSPECTION_ENDPOINT`. A change only updates state; nothing is sent.
   *
   * @default the endpoint in the issuer's metadata
   */
  introspectionEndpoint?: pulumi.Input<string>;
  /**
   * The revocation endpoint (RFC 7009), used exactly as given. Without one, a token is left to expire. Environment:
   * `OAUTH2_REVOCATION_ENDPOINT`. A change only updates state; nothing is sent.
   *
   * @default the endpoint in the issuer's metadata
   */
  revocationEndpoint?: pulumi.Input<string>;
  /** The client's id (RFC 6749, section 2.2). Environment: `OAUTH2_CLIENT_ID`. A change replaces the token. */
  clientId?: pulumi.Input<string>;
  /**
   * The client's secret. A secret. Environment: `OAUTH2_CLIENT_SECRET`. A change only updates state; nothing is sent.
   * Later requests use the new one.
   */
  clientSecret?: pulumi.Input<string>;
  /**
   * The client's private key, in PEM form or as a JWK, for `private_key_jwt` (RFC 7523). A secret. Environment:
   * `OAUTH2_PRIVATE_KEY`. A change only updates state; nothing is sent.
   */
  privateKey?: pulumi.Input<string | Record<string, unknown>>;
  /** The key's id, sent as `kid` in the assertion's header. Environment: `OAUTH2_KEY_ID`. */
  keyId?: pulumi.Input<string>;
  /**
   * The algorithm that the key signs with: `alg` in the assertion's header, and `token_endpoint_auth_signing_alg` in a
   * client's registration.
   *
   * @default RS256, ES256, ES384, ES512 or EdDSA, depending on the kind of key
   */
  signingAlgorithm?: pulumi.Input<
    "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA"
  >;
  /**
   * How the client authenticates, by IANA's names: `token_endpoint_auth_method` in a client's registration (RFC 7591).
   *
   * @default `private_key_jwt` with a private key; otherwise `client_secret_basic`, or `client_secret_post` if the
   * issuer accepts only that
   */
  clientAuthentication?: pulumi.Input<"client_secret_basic" | "client_secret_post" | "private_key_jwt">;
  /**
   * What the token may do: a list, or one string with spaces between. Order and repeats do not matter. An empty scope
   * is the same as none: the server's own default applies. A change replaces the token.
   */
  scope?: pulumi.Input<string | pulumi.Input<string>[]>;
  /** The resource servers that the token is for (RFC 8707). A change replaces the token. */
  resource?: pulumi.Input<string | pulumi.Input<string>[]>;
  /** The audience, for servers that ask for one. A change replaces the token. */
  audience?: pulumi.Input<string | pulumi.Input<string>[]>;
  /**
   * More parameters of the token request, by name. They are a secret, because such parameters often are. A change
   * replaces the token.
   */
  extraParameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `OAuth2AccessToken`. */
    oauth2?: pulumi.Input<
      Pick<
        OAuth2AccessTokenArgs,
        | "issuer"
        | "tokenEndpoint"
        | "introspectionEndpoint"
        | "revocationEndpoint"
        | "clientId"
        | "clientSecret"
        | "privateKey"
        | "keyId"
        | "signingAlgorithm"
        | "clientAuthentication"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * An access token of an OAuth 2.0 server, by client credentials. It is issued on `pulumi up`, replaced before it
 * expires and when an argument that says what it may do changes, and revoked when it is replaced or destroyed.
 *
 * Nothing runs between two `pulumi up`: a token is renewed only if one runs between `renewAt` and `expiresAt`. The
 * token is stored in the stack's state, encrypted.
 *
 * @example
 * ```ts
 * const token = new OAuth2AccessToken("reports", {
 *   issuer: "https://login.example.com",
 *   clientId: "reports",
 *   clientSecret: config.requireSecret("clientSecret"),
 *   scope: ["reports:read"],
 *   renewBefore: "10 minutes",
 * });
 * ```
 *
 * @see [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4) (issue)
 * @see [RFC 7662](https://www.rfc-editor.org/rfc/rfc7662.html) (introspect)
 * @see [RFC 7009](https://www.rfc-editor.org/rfc/rfc7009.html) (revoke)
 */
export class OAuth2AccessToken extends AccessTokenResource {
  /**
   * A refresh token, if the server gives one in spite of RFC 6749, section 4.4.3. A secret. This package never uses it
   * to get a token. If the server revokes tokens, the refresh token is revoked before the access token. If the server
   * cannot, or if `onReplace` or `onDelete` is `"expire"`, the refresh token works until the server ends it.
   */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: OAuth2AccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(oauth2, name, args, opts);
  }
}
