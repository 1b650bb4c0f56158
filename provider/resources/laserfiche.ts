import type * as pulumi from "@pulumi/pulumi";
import { laserfiche } from "../vendors/laserfiche/v1-alpha";
import { AccessTokenResource, type ConnectionArgument, type RevocableAccessTokenArgs } from "./access-token";

/**
 * The arguments of {@link LaserficheAccessToken}.
 *
 * The credential set is `endpoint`, `repositoryId`, `customerId`, `username`, and `password`, `sessionKey` or
 * `samlToken`, taken whole from the first place that names any part of it: these arguments, the provider, the stack's
 * configuration (`access-tokens:laserfiche`), the environment.
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
   * The account, 9 or 10 digits, sent with a username and password. Environment: `LASERFICHE_CUSTOMER_ID`. A change
   * replaces the token.
   */
  customerId?: pulumi.Input<string>;
  /** The user, or the service principal. Environment: `LASERFICHE_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /**
   * The user's password; of a service principal, its service principal key. A secret. Environment:
   * `LASERFICHE_PASSWORD`. A change is an update of state without a request.
   */
  password?: pulumi.Input<string>;
  /**
   * A session key, in place of a username and password. A secret. Environment: `LASERFICHE_SESSION_KEY`. A change is
   * an update of state without a request. For how long the server takes one is not confirmed: where a new token is
   * needed, it is sent again.
   */
  sessionKey?: pulumi.Input<string>;
  /**
   * A SAML token, in place of a username and password. A secret, of use once: it is not kept in outputs, and a
   * replacement without a fresh one fails and says so. Environment: `LASERFICHE_SAML_TOKEN`. A change changes nothing.
   */
  samlToken?: pulumi.Input<string>;
  /** The name in the repository's audit trail. A change replaces the token. */
  applicationName?: pulumi.Input<string>;
  /**
   * Asks for a cookie that opens what the token opens: the output `cookie`. A change replaces the token.
   *
   * @default false
   */
  createCookie?: pulumi.Input<boolean>;
  /**
   * The value of the header `Keep-Alive` with which the token is renewed, sent as it is: for how long, one hour at
   * most. Which form the server wants is not confirmed (`"3600"` and `"timeout=3600"` are both in use). Such a renewal
   * goes directly to the server, also where a proxy is configured. A change changes nothing.
   *
   * @default none: as long as the server sees fit
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
 * A session token of Laserfiche's API v1-alpha: issued on `pulumi up`, renewed in place before it lapses, replaced when
 * what it was issued for changes, revoked when it is replaced or destroyed.
 *
 * A renewal (`POST .../AccessTokens/Refresh`) keeps the token as it is: its consumers see no change in the `up`, though
 * a preview shows them as changing. A token that a renewal finds dead fails the run, and the next one issues another.
 * It lives about an hour between two renewals, so `pulumi up` must run more often than that.
 *
 * A refresh asks `GET .../AuditReasons` with the token: 401 means that it is no longer accepted, 403 that it is. The
 * token revokes itself; a reply `"value": false` is taken to mean that it did not. An adopted token has no known end:
 * give `assumedLifetime` with `adopt`.
 *
 * Laserfiche has replaced this API by OAuth ({@link LaserficheCloudAccessToken}); nothing here is confirmed against a
 * live system, nor that one still answers.
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
  /** With `createCookie`: the value of a header `Cookie` that opens what the token opens. A secret. */
  declare readonly cookie: pulumi.Output<string | undefined>;

  constructor(name: string, args: LaserficheAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(laserfiche, name, args, opts);
  }
}
