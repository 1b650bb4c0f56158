import type * as pulumi from "@pulumi/pulumi";
import { helios } from "../vendors/cohesity/helios";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument, type Duration } from "./access-token";

/**
 * The arguments of {@link HeliosAccessToken}.
 *
 * The credential set is `endpoint`, `accessClusterId`, `regionId`, `username`, `domain`, `adminApiKey`, `password`,
 * `certificate` and `privateKey`, taken whole from the first place that names any part of it: these arguments, the
 * provider, the stack's configuration (`access-tokens:helios`), the environment. It is complete with `adminApiKey` and
 * either `username` and `password` or `certificate` and `privateKey`.
 */
export interface HeliosAccessTokenArgs extends Omit<AccessTokenArgs, "assumedLifetime" | "introspect"> {
  /**
   * The address of Helios. Environment: `HELIOS_ENDPOINT`. A change replaces the token.
   *
   * @default "https://helios.cohesity.com"
   */
  endpoint?: pulumi.Input<string>;
  /**
   * The id of the cluster that the token is for, as a string of digits: a long id does not fit into a number.
   * Environment: `HELIOS_ACCESS_CLUSTER_ID`. A change replaces the token.
   */
  accessClusterId?: pulumi.Input<string>;
  /** The region that the token is for. Environment: `HELIOS_REGION_ID`. A change replaces the token. */
  regionId?: pulumi.Input<string>;
  /** The user at the cluster. Environment: `HELIOS_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /**
   * The user's domain. Letter case makes no difference. Environment: `HELIOS_DOMAIN`. A change replaces the token.
   *
   * @default "LOCAL"
   */
  domain?: pulumi.Input<string>;
  /**
   * An API key of Helios, with which Helios takes the request: the vendor's header `apiKey`. A secret. Environment:
   * `HELIOS_API_KEY`. A change is an update of state without a request.
   */
  adminApiKey?: pulumi.Input<string>;
  /** The user's password. A secret. Environment: `HELIOS_PASSWORD`. A change is an update of state without a request. */
  password?: pulumi.Input<string>;
  /**
   * A client certificate, for clusters that log users in by one; not confirmed to be PEM. Environment:
   * `HELIOS_CERTIFICATE`. A change is an update of state without a request.
   */
  certificate?: pulumi.Input<string>;
  /**
   * The certificate's private key. A secret. Environment: `HELIOS_PRIVATE_KEY`. A change is an update of state without
   * a request.
   */
  privateKey?: pulumi.Input<string>;
  /**
   * A one-time password, for users that need one: the vendor's `mfaParams.otpCode`. A secret, sent once: a renewal
   * without a fresh one fails before anything is sent. A change is none to the token.
   */
  otpCode?: pulumi.Input<string>;
  /** The kind of one-time password: the vendor's `mfaParams.otpType`. A change is none to the token. */
  otpType?: pulumi.Input<"totp" | "email" | "salesforce">;
  /**
   * The lifetime to count with: no reply names one.
   *
   * @default "24 hours"
   */
  assumedLifetime?: pulumi.Input<Duration>;
  /**
   * Whether `pulumi refresh` asks Helios if the cluster still accepts the token: by `GET sessionUser` with the token
   * and the routing headers. Off, since it is not confirmed that Helios passes that on. A change is an update of state
   * without a request.
   *
   * @default false
   */
  introspect?: pulumi.Input<boolean>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `HeliosAccessToken`, and of `CohesityApiKey` where its `system` is `helios`. */
    helios?: pulumi.Input<
      Pick<
        HeliosAccessTokenArgs,
        | "endpoint"
        | "accessClusterId"
        | "regionId"
        | "username"
        | "domain"
        | "adminApiKey"
        | "password"
        | "certificate"
        | "privateKey"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * A bearer token of a Cohesity cluster, issued through Helios: issued on `pulumi up`, and replaced before it lapses.
 *
 * The vendor's SDK describes the request; that Helios issues such tokens in practice is not confirmed against the live
 * service, and Cohesity itself points to API keys: {@link CohesityApiKey} with `system: "helios"` is the safer choice.
 * There is no way to revoke a bearer token: a replaced or destroyed one is left to lapse, and its natural end is said.
 *
 * @example
 * ```ts
 * const token = new HeliosAccessToken("backup", {
 *   accessClusterId: "7823456789012345678",
 *   adminApiKey: config.requireSecret("heliosApiKey"),
 *   username: "svc-pulumi",
 *   password: config.requireSecret("password"),
 * });
 * ```
 *
 * @see [Cohesity Helios REST API, createAccessToken](https://developers.cohesity.com/v1-helios-latest/reference/createaccesstoken)
 */
export class HeliosAccessToken extends AccessTokenResource {
  /** What the user may do, by the vendor's names, for example `STORAGE_VIEW`. */
  declare readonly privileges: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: HeliosAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(helios, name, args, opts);
  }
}
