import type * as pulumi from "@pulumi/pulumi";
import { laserficheCloud } from "../vendors/laserfiche/cloud";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument } from "./access-token";

/**
 * The arguments of {@link LaserficheCloudAccessToken}.
 *
 * The credential set is `servicePrincipalKey`, and `accessKey` or its parts (`clientId`, `customerId`, `domain`, `jwk`),
 * with `tokenEndpoint` and `apiEndpoint`. It is taken whole from the first place that names any part of it: these
 * arguments, the provider, the stack's configuration (`access-tokens:laserficheCloud`), the environment.
 */
export interface LaserficheCloudAccessTokenArgs extends AccessTokenArgs {
  /**
   * The key of the service principal that the app acts as: `client_secret` of the vendor's assertion. A secret. It
   * expires, usually after 90 days. Environment: `LASERFICHE_CLOUD_SERVICE_PRINCIPAL_KEY`. A change is an update of
   * state without a request.
   */
  servicePrincipalKey?: pulumi.Input<string>;
  /**
   * The app's access key, as the Developer Console exports it: base64, or its JSON. A secret. Environment:
   * `LASERFICHE_CLOUD_ACCESS_KEY`. Another key of the same app is an update of state without a request; the key of
   * another app, account or domain replaces the token.
   */
  accessKey?: pulumi.Input<string>;
  /** The app's client id, in place of an access key. Environment: `LASERFICHE_CLOUD_CLIENT_ID`. A change replaces the token. */
  clientId?: pulumi.Input<string>;
  /** The account, in place of an access key. Environment: `LASERFICHE_CLOUD_CUSTOMER_ID`. A change replaces the token. */
  customerId?: pulumi.Input<string>;
  /**
   * The regional domain, in place of an access key: `laserfiche.com`, `laserfiche.ca` or `eu.laserfiche.com`.
   * Environment: `LASERFICHE_CLOUD_DOMAIN`. A change replaces the token.
   *
   * @default "laserfiche.com"
   */
  domain?: pulumi.Input<string>;
  /**
   * The app's private key, in place of an access key: a JWK of the curve P-256 with its `kid`. A secret. Environment:
   * `LASERFICHE_CLOUD_JWK`. A change is an update of state without a request.
   */
  jwk?: pulumi.Input<string | Record<string, unknown>>;
  /**
   * Where the token is asked for, used to the letter. Environment: `LASERFICHE_CLOUD_TOKEN_ENDPOINT`. A change of more
   * than a slash at its end replaces the token.
   *
   * @default `https://signin.{domain}/oauth/Token`
   */
  tokenEndpoint?: pulumi.Input<string>;
  /**
   * The API's address, with or without the version at its end: a refresh asks there. Environment:
   * `LASERFICHE_CLOUD_API_ENDPOINT`. A change replaces the token.
   *
   * @default `https://api.{domain}/repository`
   */
  apiEndpoint?: pulumi.Input<string>;
  /**
   * What the token may do, for example `repository.Read`: a list, or one string with spaces between. Order and repeats
   * make no difference; letter case does. v2 of the API wants scopes. What the app is not approved for the server drops
   * without a word: a warning names it, and the output `grantedScope` has what is left. A change replaces the token.
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
 * An access token of a Laserfiche Cloud service app by client credentials: issued on `pulumi up`, replaced before it
 * lapses (it lives 12 hours) and when its scope changes.
 *
 * Laserfiche Cloud has no way to revoke a token: a replaced or destroyed one is left to lapse, and its natural end is
 * said. Whether a rotated service principal key ends the tokens issued with it is not confirmed.
 *
 * A refresh asks `GET /v1/Repositories` with the token: 401 means that it is no longer accepted, 403 that it is. Nothing
 * here is confirmed against the live service.
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
  /** A refresh token, which the server gives to apps of other types only. A secret. This package does not use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: LaserficheCloudAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(laserficheCloud, name, args, opts);
  }
}
