import type * as pulumi from "@pulumi/pulumi";
import { oauth2 } from "../vendors/oauth2/oauth2";
import { AccessTokenResource, type ConnectionArgument, type RevocableAccessTokenArgs } from "./access-token";

/**
 * The arguments of {@link OAuth2AccessToken}.
 *
 * The credential set is `issuer` or `tokenEndpoint`, `clientId`, and `clientSecret` or `privateKey`, with what else
 * belongs to the server's side. It is taken whole from the first place that names any part of it: these arguments, the
 * provider, the stack's configuration (`access-tokens:oauth2`), the environment.
 */
export interface OAuth2AccessTokenArgs extends RevocableAccessTokenArgs {
  /**
   * The issuer, from which the endpoints are found (RFC 8414; OpenID Connect Discovery where a server has only that).
   * Environment: `OAUTH2_ISSUER`. A change replaces the token.
   */
  issuer?: pulumi.Input<string>;
  /**
   * The token endpoint (RFC 6749, section 3.2), used to the letter: a slash at its end is kept. Environment:
   * `OAUTH2_TOKEN_ENDPOINT`. A change of more than that slash replaces the token.
   */
  tokenEndpoint?: pulumi.Input<string>;
  /**
   * The introspection endpoint (RFC 7662), used to the letter; without one, a refresh does not ask about the token. Environment:
   * `OAUTH2_INTROSPECTION_ENDPOINT`. A change is an update of state without a request.
   *
   * @default what the issuer names
   */
  introspectionEndpoint?: pulumi.Input<string>;
  /**
   * The revocation endpoint (RFC 7009), used to the letter; without one, a token is left to lapse. Environment:
   * `OAUTH2_REVOCATION_ENDPOINT`. A change is an update of state without a request.
   *
   * @default what the issuer names
   */
  revocationEndpoint?: pulumi.Input<string>;
  /** The client's id (RFC 6749, section 2.2). Environment: `OAUTH2_CLIENT_ID`. A change replaces the token. */
  clientId?: pulumi.Input<string>;
  /**
   * The client's secret. A secret. Environment: `OAUTH2_CLIENT_SECRET`. A change is an update of state without a
   * request; what is sent from then on is proved with the new one.
   */
  clientSecret?: pulumi.Input<string>;
  /**
   * The client's private key, in PEM form or as a JWK, for `private_key_jwt` (RFC 7523). A secret. Environment:
   * `OAUTH2_PRIVATE_KEY`. A change is an update of state without a request.
   */
  privateKey?: pulumi.Input<string | Record<string, unknown>>;
  /** The key's id, sent as `kid` in the assertion's header. Environment: `OAUTH2_KEY_ID`. */
  keyId?: pulumi.Input<string>;
  /**
   * The algorithm that the key signs with: `alg` in the assertion's header, and `token_endpoint_auth_signing_alg`
   * where a client is registered.
   *
   * @default RS256, ES256, ES384, ES512 or EdDSA, by the kind of key
   */
  signingAlgorithm?: pulumi.Input<
    "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA"
  >;
  /**
   * How the client proves itself: `token_endpoint_auth_method` where a client is registered (RFC 7591), by IANA's
   * names.
   *
   * @default `private_key_jwt` with a private key; else `client_secret_basic`, or `client_secret_post` where the
   * issuer says that it takes only that
   */
  clientAuthentication?: pulumi.Input<"client_secret_basic" | "client_secret_post" | "private_key_jwt">;
  /**
   * What the token may do: a list, or one string with spaces between. Order and repeats make no difference, and an
   * empty one is the same as none: then the server's own default counts. A change replaces the token.
   */
  scope?: pulumi.Input<string | pulumi.Input<string>[]>;
  /** The resource servers that the token is for (RFC 8707). A change replaces the token. */
  resource?: pulumi.Input<string | pulumi.Input<string>[]>;
  /** The audience, for servers that ask for one. A change replaces the token. */
  audience?: pulumi.Input<string | pulumi.Input<string>[]>;
  /** Further parameters of the token request, by name. A secret, since such parameters often are. A change replaces the token. */
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
 * An access token of an OAuth 2.0 server by client credentials: issued on `pulumi up`, replaced before it lapses and
 * when what it may do changes, revoked when it is replaced or destroyed.
 *
 * Nothing runs between two `pulumi up`: a token is renewed only where one runs between `renewAt` and `expiresAt`. The
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
   * A refresh token, where the server gives one in spite of RFC 6749, section 4.4.3. A secret. This package asks for no
   * token with it. It is revoked together with the access token, and before it, where the server revokes; where it
   * cannot, or `onReplace` or `onDelete` is `"expire"`, the refresh token goes on to work until the server ends it.
   */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: OAuth2AccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(oauth2, name, args, opts);
  }
}
