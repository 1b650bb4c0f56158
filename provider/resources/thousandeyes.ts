import type * as pulumi from "@pulumi/pulumi";
import { thousandEyes } from "../vendors/thousandeyes/thousandeyes";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument } from "./access-token";

/**
 * The arguments of {@link ThousandEyesAccessToken}.
 *
 * The credential set is `endpoint`, `clientId`, `tenantId`, `clientSecret` and `thousandeyesBearerToken`, taken whole
 * from the first place that names any part of it: these arguments, the provider, the stack's configuration
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
  /** The application's secret. A secret. Environment: `TE_CLIENT_SECRET`. A change is an update of state without a request. */
  clientSecret?: pulumi.Input<string>;
  /** The tenant, sent as `x-tenant-id`, for WAN Insights alone. Environment: `TE_TENANT_ID`. A change replaces the token. */
  tenantId?: pulumi.Input<string>;
  /**
   * A user's own bearer token, to act on that user's behalf where ThousandEyes has arranged so. A secret. Environment:
   * `TE_BEARER_TOKEN`, and not the `TE_TOKEN` of other tools. A change is an update of state without a request.
   */
  thousandeyesBearerToken?: pulumi.Input<string>;
  /**
   * How the application proves itself: in the form, or by HTTP Basic.
   *
   * @default "client_secret_post"
   */
  clientAuthentication?: pulumi.Input<"client_secret_post" | "client_secret_basic">;
  /**
   * What the token may do: a list, or one string with spaces between. Order and repeats make no difference. A change
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
 * A ThousandEyes access token by client credentials: issued on `pulumi up`, replaced before it lapses and when its
 * scope changes.
 *
 * Client credentials appear to be reserved for applications registered with ThousandEyes: the vendor documented the
 * request in April 2024, no longer does, and its own metadata names other grants. Nothing here is confirmed against the
 * live service. `unsupported_grant_type`, or 401 for a right secret, means that the application is not registered.
 *
 * ThousandEyes has no way to revoke a token: a replaced or destroyed one is left to lapse, and its natural end is said.
 * A refresh asks `GET /v7/users/current` with the token: 401 means that it is no longer accepted, 403 that it is.
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
  /** A refresh token, where the reply holds one although none is documented. A secret. This package does not use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: ThousandEyesAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(thousandEyes, name, args, opts);
  }
}
