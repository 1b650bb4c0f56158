import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { AccessTokenResource, type ConnectionArgument, type RevocableAccessTokenArgs } from "./access-token";

/**
 * The arguments of {@link LaserficheAccessToken}.
 *
 * The credential set is `endpoint`, `repositoryId`, `customerId`, `username`, and `password`, `sessionKey` or
 * `samlToken`. The whole set comes from the first place that gives any member of it: these arguments, the provider, the
 * stack's configuration (`access-tokens:laserfiche`), the environment.
 */
export interface LaserficheAccessTokenArgs extends RevocableAccessTokenArgs {
  /**
   * The API's address, with or without `/v1-alpha` at its end. Environment: `LASERFICHE_ENDPOINT`. A change replaces
   * the token.
   *
   * @default "https://api.laserfiche.com/repository"
   */
  endpoint?: pulumi.Input<string>;
  /**
   * The repository, for example `r-0a1b2c3d`: the vendor's `repoId`. Environment: `LASERFICHE_REPOSITORY_ID`. A change
   * replaces the token.
   */
  repositoryId?: pulumi.Input<string>;
  /**
   * The account, 9 or 10 digits, sent with `username` and `password`. Environment: `LASERFICHE_CUSTOMER_ID`. A change
   * replaces the token.
   */
  customerId?: pulumi.Input<string>;
  /** The user, or the service principal. Environment: `LASERFICHE_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /**
   * The user's password. For a service principal, give its service principal key. A secret. Environment:
   * `LASERFICHE_PASSWORD`. A change sends nothing; the next token uses it.
   */
  password?: pulumi.Input<string>;
  /**
   * A session key, instead of a username and password. A secret. It is sent again whenever a new token is needed; it is
   * not confirmed for how long the server accepts it. Environment: `LASERFICHE_SESSION_KEY`. A change sends
   * nothing; the next token uses it.
   */
  sessionKey?: pulumi.Input<string>;
  /**
   * A SAML token, instead of a username and password. A secret. It works only once, so it is not kept in outputs, and a
   * replacement without a fresh one fails with an error that says so. Environment: `LASERFICHE_SAML_TOKEN`. A change
   * does not affect the token.
   */
  samlToken?: pulumi.Input<string>;
  /** The name in the repository's audit trail. A change replaces the token. */
  applicationName?: pulumi.Input<string>;
  /**
   * Asks for a cookie that gives the same access as the token: the output `cookie`. A change replaces the token.
   *
   * @default false
   */
  createCookie?: pulumi.Input<boolean>;
  /**
   * The value of the header `Keep-Alive` in a renewal request, sent unchanged. It says how long the token lives on, at
   * most one hour. It is not confirmed which form the server expects (`"3600"` and `"timeout=3600"` are both in use). A
   * renewal with this header goes directly to the server, even if a proxy is configured. A change does not affect the
   * token.
   *
   * @default none: the server decides how long
   */
  keepAlive?: pulumi.Input<string>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `LaserficheAccessToken`. */
    laserfiche?: pulumi.Input<
      Pick<
        LaserficheAccessTokenArgs,
        | "endpoint"
        | "repositoryId"
        | "customerId"
        | "username"
        | "password"
        | "sessionKey"
        | "samlToken"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * A session token of Laserfiche's API v1-alpha. It is issued on `pulumi up`, renewed in place before it expires,
 * replaced when the arguments it was issued with change, and revoked when it is replaced or destroyed.
 *
 * A renewal (`POST .../AccessTokens/Refresh`) keeps the same token. Its consumers do not change in the `up`, although a
 * preview shows them as changing. If a renewal finds that the token no longer works, the run fails, and the next run
 * issues another. The token lives about an hour between two renewals, so `pulumi up` must run more often than that.
 *
 * A refresh asks `GET .../AuditReasons` with the token: 401 means that the server no longer accepts it, 403 that it
 * does. The token revokes itself; the reply `"value": false` is taken to mean that it did not. The expiry time of an
 * adopted token is unknown, so give `assumedLifetime` with `adopt`.
 *
 * Laserfiche has replaced this API by OAuth ({@link LaserficheCloudAccessToken}). Nothing here is confirmed against a
 * live system, not even that a server still answers.
 *
 * @example
 * ```ts
 * const token = new LaserficheAccessToken("archive", {
 *   repositoryId: "r-0a1b2c3d",
 *   customerId: "100200300",
 *   username: "svc-archive",
 *   password: config.requireSecret("servicePrincipalKey"),
 * });
 * ```
 *
 * @see [Laserfiche.Repository.Api.Client](https://github.com/Laserfiche/lf-repository-api-client-dotnet) (the vendor's client; its history has v1-alpha)
 */
export class LaserficheAccessToken extends AccessTokenResource {
  /** With `createCookie`: the value of a header `Cookie` that gives the same access as the token. A secret. */
  declare readonly cookie: pulumi.Output<string | undefined>;

  constructor(name: string, args: LaserficheAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("LaserficheAccessToken"), name, args, opts);
  }
}
