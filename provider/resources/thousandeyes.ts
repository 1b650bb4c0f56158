import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument } from "./access-token";

/**
 * The arguments of {@link ThousandEyesAccessToken}.
 *
 * The credential set is `endpoint`, `clientId`, `tenantId`, `clientSecret` and `thousandeyesBearerToken`. The whole set
 * comes from the first place that gives any member of it: these arguments, the provider, the stack's configuration
 * (`access-tokens:thousandEyes`), the environment.
 */
export interface ThousandEyesAccessTokenArgs extends AccessTokenArgs {
  /**
   * The API's address, with or without `/v7` at its end. Environment: `TE_API_ENDPOINT`. A change replaces the token.
   *
   * @default "https://api.thousandeyes.com"
   */
  endpoint?: pulumi.Input<string>;
  /** The application's id. Environment: `TE_CLIENT_ID`. A change replaces the token. */
  clientId?: pulumi.Input<string>;
  /** The application's secret. A secret. Environment: `TE_CLIENT_SECRET`. A change sends nothing; the next token uses it. */
  clientSecret?: pulumi.Input<string>;
  /** The tenant, sent as `x-tenant-id`, only for WAN Insights. Environment: `TE_TENANT_ID`. A change replaces the token. */
  tenantId?: pulumi.Input<string>;
  /**
   * A user's own bearer token, to act on that user's behalf if ThousandEyes has arranged that. A secret. Environment:
   * `TE_BEARER_TOKEN` (not the `TE_TOKEN` of other tools). A change sends nothing; the next token uses it.
   */
  thousandeyesBearerToken?: pulumi.Input<string>;
  /**
   * How the application authenticates: in the form, or by HTTP Basic.
   *
   * @default "client_secret_post"
   */
  clientAuthentication?: pulumi.Input<"client_secret_post" | "client_secret_basic">;
  /**
   * What the token may do: a list, or one string with spaces between. Order and repeats do not matter. A change
   * replaces the token.
   */
  scope?: pulumi.Input<string | pulumi.Input<string>[]>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `ThousandEyesAccessToken`. */
    thousandEyes?: pulumi.Input<
      Pick<
        ThousandEyesAccessTokenArgs,
        | "endpoint"
        | "clientId"
        | "clientSecret"
        | "tenantId"
        | "thousandeyesBearerToken"
        | "clientAuthentication"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * A ThousandEyes access token, by client credentials. It is issued on `pulumi up`, renewed before it expires, and
 * replaced when its scope changes.
 *
 * Client credentials appear to be reserved for applications that are registered with ThousandEyes: the vendor
 * documented the request in April 2024, no longer does, and its own metadata names other grants. Nothing here is
 * confirmed against the live service. `unsupported_grant_type`, or 401 for a correct secret, means that the application
 * is not registered.
 *
 * ThousandEyes has no way to revoke a token. A renewed, replaced or destroyed token works until it expires, and the run
 * tells you when that is. A refresh asks `GET /v7/users/current` with the token: 401 means that ThousandEyes no longer
 * accepts it, 403 that it does.
 *
 * @example
 * ```ts
 * const token = new ThousandEyesAccessToken("tests", {
 *   clientId: "app-0001",
 *   clientSecret: config.requireSecret("clientSecret"),
 *   scope: ["tests:read"],
 * });
 * ```
 */
export class ThousandEyesAccessToken extends AccessTokenResource {
  /** A refresh token, if the reply holds one although none is documented. A secret. This package does not use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: ThousandEyesAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("ThousandEyesAccessToken"), name, args, opts);
  }
}
