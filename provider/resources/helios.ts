import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument, type Duration } from "./access-token";

/**
 * The arguments of {@link HeliosAccessToken}.
 *
 * The credential set is `endpoint`, `accessClusterId`, `regionId`, `username`, `domain`, `adminApiKey`, `password`,
 * `certificate` and `privateKey`. The whole set comes from the first place that gives any member of it: these
 * arguments, the provider, the stack's configuration (`access-tokens:helios`), the environment. It is complete with
 * `adminApiKey` and either `username` and `password` or `certificate` and `privateKey`.
 */
export interface HeliosAccessTokenArgs extends Omit<AccessTokenArgs, "assumedLifetime" | "introspect"> {
  /**
   * The address of Helios. Environment: `HELIOS_ENDPOINT`. A change replaces the token.
   *
   * @default "https://helios.cohesity.com"
   */
  endpoint?: pulumi.Input<string>;
  /**
   * The id of the cluster that the token is for, as a string of digits, because a long id does not fit into a number.
   * Environment: `HELIOS_ACCESS_CLUSTER_ID`. A change replaces the token.
   */
  accessClusterId?: pulumi.Input<string>;
  /** The region that the token is for. Environment: `HELIOS_REGION_ID`. A change replaces the token. */
  regionId?: pulumi.Input<string>;
  /** The user name at the cluster. Environment: `HELIOS_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /**
   * The user's domain. Letter case does not matter. Environment: `HELIOS_DOMAIN`. A change replaces the token.
   *
   * @default "LOCAL"
   */
  domain?: pulumi.Input<string>;
  /**
   * An API key of Helios, which authorizes the request at Helios: the vendor's header `apiKey`. A secret. Environment:
   * `HELIOS_API_KEY`. A change sends nothing; the next token uses it.
   */
  adminApiKey?: pulumi.Input<string>;
  /** The user's password. A secret. Environment: `HELIOS_PASSWORD`. A change sends nothing; the next token uses it. */
  password?: pulumi.Input<string>;
  /**
   * A client certificate, for clusters that accept one as a login. It is not confirmed that the encoding is PEM.
   * Environment: `HELIOS_CERTIFICATE`. A change sends nothing; the next token uses it.
   */
  certificate?: pulumi.Input<string>;
  /**
   * The certificate's private key. A secret. Environment: `HELIOS_PRIVATE_KEY`. A change sends nothing; the next
   * token uses it.
   */
  privateKey?: pulumi.Input<string>;
  /**
   * A one-time password, for users who need one: the vendor's `mfaParams.otpCode`. A secret. It is sent once. Without a
   * fresh one, a renewal fails before anything is sent. A change does not affect the token.
   */
  otpCode?: pulumi.Input<string>;
  /** The kind of one-time password: the vendor's `mfaParams.otpType`. A change does not affect the token. */
  otpType?: pulumi.Input<"totp" | "email" | "salesforce">;
  /**
   * The lifetime to assume, because no reply names one.
   *
   * @default "24 hours"
   */
  assumedLifetime?: pulumi.Input<Duration>;
  /**
   * Whether `pulumi refresh` asks Helios if the cluster still accepts the token, by `GET sessionUser` with the token
   * and the routing headers. It is off by default, because it is not confirmed that Helios passes the request on. A
   * change only updates state; nothing is sent.
   *
   * @default false
   */
  introspect?: pulumi.Input<boolean>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `HeliosAccessToken`, and of `CohesityApiKey` if its `system` is `helios`. */
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
 * A bearer token of a Cohesity cluster, requested through Helios. It is issued on `pulumi up` and renewed before it
 * expires.
 *
 * The vendor's SDK describes the request, but it is not confirmed against the live service that Helios issues such
 * tokens. Cohesity itself recommends API keys: {@link CohesityApiKey} with `system: "helios"` is the safer choice.
 *
 * A bearer token cannot be revoked. A renewed, replaced or destroyed token works until it expires, and the run tells
 * you when that is.
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
  /** The user's privileges, by the vendor's names, for example `STORAGE_VIEW`. */
  declare readonly privileges: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: HeliosAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("HeliosAccessToken"), name, args, opts);
  }
}
