import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import {
  AccessTokenResource,
  type ConnectionArgument,
  type Duration,
  type RevocableAccessTokenArgs,
} from "./access-token";

/**
 * The arguments of {@link OAuth2AccessToken}.
 *
 * The credential set is `issuer` or `tokenEndpoint`, `clientId`, and `clientSecret`, `privateKey` or
 * `clientAssertionFrom`, and the other arguments about the server and the client. The whole set comes from the first
 * place that gives any member of it: these arguments, the provider, the stack's configuration
 * (`access-tokens:oauth2`), the environment.
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
   * The client's private key, in PEM form or as a JWK. It signs assertions (RFC 7523), or proves the client on the
   * connection (RFC 8705). A secret. Environment: `OAUTH2_PRIVATE_KEY`. A change only updates state; nothing is sent.
   */
  privateKey?: pulumi.Input<string | Record<string, unknown>>;
  /** The key's id, sent as `kid` in the assertion's header. Environment: `OAUTH2_KEY_ID`. */
  keyId?: pulumi.Input<string>;
  /**
   * The certificate of `privateKey`, in PEM form. The header of an assertion then holds its thumbprints (`x5t`,
   * `x5t#S256`). With `tls_client_auth` and `self_signed_tls_client_auth`, it is the client's certificate on the
   * connection; the certificates of intermediate authorities may follow it. Environment: `OAUTH2_CERTIFICATE`. A change
   * only updates state; nothing is sent.
   */
  certificate?: pulumi.Input<string>;
  /**
   * Where the pipeline's own identity token comes from, which proves the client in place of a secret
   * (`client_assertion`, RFC 7523, section 2.2). `"file:/path"` reads a file anew for each request; `"file:$NAME"`
   * reads the file that an environment variable names. `"env:NAME"` takes an environment variable. `"github-actions"`
   * asks GitHub Actions for a new token for each request. The token itself is stored nowhere. Environment:
   * `OAUTH2_CLIENT_ASSERTION_FROM`. A change only updates state; nothing is sent.
   */
  clientAssertionFrom?: pulumi.Input<string>;
  /**
   * Whom the client's assertion is for: the `aud` of a signed one, or the audience that GitHub Actions is asked for.
   * Environment: `OAUTH2_CLIENT_ASSERTION_AUDIENCE`. A change only updates state; nothing is sent.
   *
   * @default the server's issuer, or the token endpoint if no issuer is known
   */
  clientAssertionAudience?: pulumi.Input<string>;
  /**
   * How long an assertion of the client lives that this package signs.
   *
   * @default "1 minute"
   */
  clientAssertionLifetime?: pulumi.Input<Duration>;
  /** More claims for an assertion of the client that this package signs. */
  clientAssertionClaims?: pulumi.Input<Record<string, unknown>>;
  /**
   * Whether `client_id` is sent beside an assertion or a certificate. Keycloak refuses it beside a token of a pipeline,
   * since the token's `sub` names the client; Entra ID requires it.
   *
   * @default true; false if the assertion of the grant is the only proof
   */
  sendClientId?: pulumi.Input<boolean>;
  /**
   * The algorithm that signs an assertion: `alg` in its header, and `token_endpoint_auth_signing_alg` in a client's
   * registration.
   *
   * @default RS256, ES256, ES384, ES512 or EdDSA, depending on the kind of key; HS256 for `client_secret_jwt`
   */
  signingAlgorithm?: pulumi.Input<
    | "RS256"
    | "RS384"
    | "RS512"
    | "PS256"
    | "PS384"
    | "PS512"
    | "ES256"
    | "ES384"
    | "ES512"
    | "EdDSA"
    | "HS256"
    | "HS384"
    | "HS512"
  >;
  /**
   * How the client authenticates, by IANA's names: `token_endpoint_auth_method` in a client's registration (RFC 7591).
   * `none` is for servers that know the client by other means, such as the network.
   *
   * @default `private_key_jwt` with a private key; otherwise `client_secret_basic`, or `client_secret_post` if the
   * issuer accepts only that
   */
  clientAuthentication?: pulumi.Input<
    | "client_secret_basic"
    | "client_secret_post"
    | "client_secret_jwt"
    | "private_key_jwt"
    | "tls_client_auth"
    | "self_signed_tls_client_auth"
    | "none"
  >;
  /**
   * More headers for each request to the server, such as the key of a gateway. They cannot replace the headers of this
   * package. A secret. Environment: `OAUTH2_EXTRA_HEADERS`, as JSON. A change only updates state; nothing is sent.
   */
  extraHeaders?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * How parameters are sent to the server. OAuth 2.0 has a form; some servers want JSON.
   *
   * @default "form"
   */
  requestFormat?: pulumi.Input<"form" | "json">;
  /**
   * The grant: `client_credentials`, `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523, section 2.1),
   * `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693), or any other that needs no person, by its name and with
   * its parameters in `extraParameters`. A change replaces the token.
   *
   * @default "client_credentials"
   */
  grantType?: pulumi.Input<string>;
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
   * More parameters of the token request, by name; a list is sent as several parameters of one name. They are a secret,
   * because such parameters often are. A change replaces the token.
   */
  extraParameters?: pulumi.Input<Record<string, pulumi.Input<string | pulumi.Input<string>[]>>>;
  /**
   * The `iss` of the JWT bearer grant's assertion, which `privateKey` signs. A change replaces the token.
   *
   * @default `clientId`
   */
  assertionIssuer?: pulumi.Input<string>;
  /** The `sub` of the JWT bearer grant's assertion: for whom the token is. A change replaces the token. */
  subject?: pulumi.Input<string>;
  /**
   * The `aud` of the JWT bearer grant's assertion, or the audience that GitHub Actions is asked for.
   *
   * @default the server's issuer, or the token endpoint if no issuer is known
   */
  assertionAudience?: pulumi.Input<string>;
  /** More claims of the JWT bearer grant's assertion. A change replaces the token. */
  assertionClaims?: pulumi.Input<Record<string, unknown>>;
  /**
   * Whether `scope` is a claim of the JWT bearer grant's assertion instead of a parameter of the request.
   *
   * @default false
   */
  scopeClaim?: pulumi.Input<boolean>;
  /**
   * Where the JWT bearer grant's assertion (`assertion`) comes from, if `privateKey` does not sign one; written as
   * `clientAssertionFrom`. Environment: `OAUTH2_ASSERTION_FROM`. A change only updates state; nothing is sent.
   */
  assertionFrom?: pulumi.Input<string>;
  /**
   * The token to exchange (RFC 8693). A secret. Environment: `OAUTH2_SUBJECT_TOKEN`. A change only updates state; nothing
   * is sent.
   */
  subjectToken?: pulumi.Input<string>;
  /**
   * Where the token to exchange comes from, written as `clientAssertionFrom`. Environment: `OAUTH2_SUBJECT_TOKEN_FROM`. A
   * change only updates state; nothing is sent.
   */
  subjectTokenFrom?: pulumi.Input<string>;
  /**
   * The audience that GitHub Actions is asked for, if `subjectTokenFrom` or `actorTokenFrom` is `"github-actions"`.
   *
   * @default the server's issuer, or the token endpoint if no issuer is known
   */
  subjectTokenAudience?: pulumi.Input<string>;
  /**
   * The type of the token to exchange (RFC 8693, section 3).
   *
   * @default `urn:ietf:params:oauth:token-type:access_token` for `subjectToken`,
   * `urn:ietf:params:oauth:token-type:jwt` for `subjectTokenFrom`
   */
  subjectTokenType?: pulumi.Input<string>;
  /**
   * The token of the party that acts for the subject (RFC 8693). A secret. Environment: `OAUTH2_ACTOR_TOKEN`. A change
   * only updates state; nothing is sent.
   */
  actorToken?: pulumi.Input<string>;
  /**
   * Where the acting party's token comes from, written as `clientAssertionFrom`. Environment: `OAUTH2_ACTOR_TOKEN_FROM`.
   * A change only updates state; nothing is sent.
   */
  actorTokenFrom?: pulumi.Input<string>;
  /**
   * The type of the acting party's token.
   *
   * @default as for `subjectTokenType`
   */
  actorTokenType?: pulumi.Input<string>;
  /** The type of the token to get (RFC 8693). A change replaces the token. */
  requestedTokenType?: pulumi.Input<string>;
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
        | "certificate"
        | "clientAssertionFrom"
        | "clientAssertionAudience"
        | "clientAssertionLifetime"
        | "clientAssertionClaims"
        | "sendClientId"
        | "signingAlgorithm"
        | "clientAuthentication"
        | "extraHeaders"
        | "requestFormat"
        | "assertionFrom"
        | "assertionAudience"
        | "subjectToken"
        | "subjectTokenFrom"
        | "subjectTokenAudience"
        | "subjectTokenType"
        | "actorToken"
        | "actorTokenFrom"
        | "actorTokenType"
        | "scopeClaim"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * An access token of an OAuth 2.0 server, by client credentials or another grant that needs no person. It is issued on
 * `pulumi up`, replaced before it expires and when an argument that says what it may do changes, and revoked when it is
 * replaced or destroyed.
 *
 * Nothing runs between two `pulumi up`: a token is renewed only if one runs within `renewBefore` of its end. The
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
 * @see [RFC 7521](https://www.rfc-editor.org/rfc/rfc7521.html), [RFC 7523](https://www.rfc-editor.org/rfc/rfc7523.html)
 * (assertions) and [RFC 8693](https://www.rfc-editor.org/rfc/rfc8693.html) (token exchange)
 * @see [RFC 8705](https://www.rfc-editor.org/rfc/rfc8705.html) (mutual TLS)
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
    super(loaded("OAuth2AccessToken"), name, args, opts);
  }
}
