import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument } from "./access-token";

/**
 * The arguments of {@link LaserficheCloudAccessToken}.
 *
 * The credential set is `servicePrincipalKey`, and `accessKey` or its parts (`clientId`, `customerId`, `domain`,
 * `jwk`), with `tokenEndpoint` and `apiEndpoint`. The whole set comes from the first place that gives any member of it:
 * these arguments, the provider, the stack's configuration (`access-tokens:laserficheCloud`), the environment.
 */
export interface LaserficheCloudAccessTokenArgs extends AccessTokenArgs {
  /**
   * The key of the service principal that the app acts as: `client_secret` in the vendor's assertion. A secret. It
   * expires, usually after 90 days. Environment: `LASERFICHE_CLOUD_SERVICE_PRINCIPAL_KEY`. A change sends nothing;
   * the next token uses it.
   */
  servicePrincipalKey?: pulumi.Input<string>;
  /**
   * The app's access key, as the Developer Console exports it: base64, or its JSON. A secret. Environment:
   * `LASERFICHE_CLOUD_ACCESS_KEY`. A change to another key of the same app sends nothing; the next token uses it. A
   * key of another app, account or domain replaces the token.
   */
  accessKey?: pulumi.Input<string>;
  /**
   * The app's client id, if you give no access key. Environment: `LASERFICHE_CLOUD_CLIENT_ID`. A change replaces the
   * token.
   */
  clientId?: pulumi.Input<string>;
  /** The account, if you give no access key. Environment: `LASERFICHE_CLOUD_CUSTOMER_ID`. A change replaces the token. */
  customerId?: pulumi.Input<string>;
  /**
   * The regional domain, if you give no access key: `laserfiche.com`, `laserfiche.ca` or `eu.laserfiche.com`.
   * Environment: `LASERFICHE_CLOUD_DOMAIN`. A change replaces the token.
   *
   * @default "laserfiche.com"
   */
  domain?: pulumi.Input<string>;
  /**
   * The app's private key, if you give no access key: a JWK of the curve P-256 with its `kid`. A secret. Environment:
   * `LASERFICHE_CLOUD_JWK`. A change sends nothing; the next token uses it.
   */
  jwk?: pulumi.Input<string | Record<string, unknown>>;
  /**
   * The token endpoint, used exactly as given. Environment: `LASERFICHE_CLOUD_TOKEN_ENDPOINT`. A change replaces the
   * token, unless only a slash at the end differs.
   *
   * @default `https://signin.{domain}/oauth/Token`
   */
  tokenEndpoint?: pulumi.Input<string>;
  /**
   * The API's address, with or without the version at its end. A refresh sends its request there. Environment:
   * `LASERFICHE_CLOUD_API_ENDPOINT`. A change replaces the token.
   *
   * @default `https://api.{domain}/repository`
   */
  apiEndpoint?: pulumi.Input<string>;
  /**
   * What the token may do, for example `repository.Read`: a list, or one string with spaces between. Order and repeats
   * do not matter; letter case does. v2 of the API requires scopes. The server silently drops scopes that the app is
   * not approved for: a warning names them, and the output `grantedScope` holds the rest. A change replaces the token.
   */
  scope?: pulumi.Input<string | pulumi.Input<string>[]>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `LaserficheCloudAccessToken`. */
    laserficheCloud?: pulumi.Input<
      Pick<
        LaserficheCloudAccessTokenArgs,
        | "servicePrincipalKey"
        | "accessKey"
        | "clientId"
        | "customerId"
        | "domain"
        | "jwk"
        | "tokenEndpoint"
        | "apiEndpoint"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * An access token of a Laserfiche Cloud service app, by client credentials. It lives 12 hours. It is issued on
 * `pulumi up`, renewed before it expires, and replaced when its scope changes.
 *
 * Laserfiche Cloud has no way to revoke a token. A renewed, replaced or destroyed token works until it expires, and the
 * run tells you when that is. It is not confirmed whether a rotated service principal key ends the tokens that were issued
 * with it.
 *
 * A refresh asks `GET /v1/Repositories` with the token: 401 means that the server no longer accepts it, 403 that it
 * does. Nothing here is confirmed against the live service.
 *
 * @example
 * ```ts
 * const token = new LaserficheCloudAccessToken("records", {
 *   servicePrincipalKey: config.requireSecret("servicePrincipalKey"),
 *   accessKey: config.requireSecret("accessKey"),
 *   scope: ["repository.Read"],
 * });
 * ```
 *
 * @see [Service apps](https://developer.laserfiche.com/docs/api/authentication/guide_oauth-service/)
 * @see [Scopes](https://developer.laserfiche.com/docs/api/authentication/guide_oauth_2.0_scopes/)
 */
export class LaserficheCloudAccessToken extends AccessTokenResource {
  /** A refresh token, which the server gives only to apps of other types. A secret. This package does not use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: LaserficheCloudAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("LaserficheCloudAccessToken"), name, args, opts);
  }
}
