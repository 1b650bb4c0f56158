import type * as pulumi from "@pulumi/pulumi";
import { cohesity } from "../vendors/cohesity/access-token";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument, type Duration } from "./access-token";
import type { CohesityApiKeyArgs } from "./cohesity-api-key";

/**
 * The arguments of {@link CohesityAccessToken}.
 *
 * The credential set is `endpoint`, `username`, `domain`, `password`, `certificate` and `privateKey`, taken whole from
 * the first place that names any part of it: these arguments, the provider, the stack's configuration
 * (`access-tokens:cohesity`), the environment. It is complete with `endpoint` and either `username` and `password` or
 * `certificate` and `privateKey`.
 */
export interface CohesityAccessTokenArgs extends Omit<AccessTokenArgs, "assumedLifetime"> {
  /**
   * The cluster's address, for example `https://cluster.example.com`. Environment: `COHESITY_ENDPOINT` (not the
   * `COHESITY_IP` of other tools, which is a host and no address). A change replaces the token.
   */
  endpoint?: pulumi.Input<string>;
  /** The user; one of a tenant is `user@tenant`. Environment: `COHESITY_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /**
   * The user's domain: `LOCAL`, or that of Active Directory or LDAP. Letter case makes no difference. Environment:
   * `COHESITY_DOMAIN`. A change replaces the token.
   *
   * @default "LOCAL"
   */
  domain?: pulumi.Input<string>;
  /**
   * The user's password. A secret. Environment: `COHESITY_PASSWORD`. A change is an update of state without a request.
   */
  password?: pulumi.Input<string>;
  /**
   * A client certificate, for clusters that log users in by one. That the encoding is PEM is not confirmed against a
   * live system. Environment: `COHESITY_CERTIFICATE`. A change is an update of state without a request.
   */
  certificate?: pulumi.Input<string>;
  /**
   * The certificate's private key. A secret. Environment: `COHESITY_PRIVATE_KEY`. A change is an update of state
   * without a request.
   */
  privateKey?: pulumi.Input<string>;
  /**
   * A one-time password, for users that need one: the vendor's `otpCode`, in version 2 `mfaParams.otpCode`. A secret,
   * sent once: a renewal without a fresh one fails before anything is sent, so such a user cannot renew unattended. A
   * change is none to the token.
   */
  otpCode?: pulumi.Input<string>;
  /**
   * The kind of one-time password: the vendor's `otpType`, in version 2 `mfaParams.otpType`. `"salesforce"` in version
   * 2 alone. A change is none to the token.
   */
  otpType?: pulumi.Input<"totp" | "email" | "salesforce">;
  /**
   * The version of the API that issues the token: `v1` is in every release, `v2` in newer ones. A change is none to the
   * token.
   *
   * @default "v1"
   */
  apiVersion?: pulumi.Input<"v1" | "v2">;
  /**
   * Lets a user in who is to change its password, in version 1. Undocumented: the vendor's own Terraform provider sends
   * it. A change is none to the token.
   *
   * @default false
   */
  skipForcePasswordChange?: pulumi.Input<boolean>;
  /**
   * The lifetime to count with: no reply names one. Give what an administrator set as `authTokenTimeoutMinutes`, where
   * that is not the usual day.
   *
   * @default "24 hours"
   */
  assumedLifetime?: pulumi.Input<Duration>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `CohesityAccessToken`, and of `CohesityApiKey` where its `system` is `cluster`. */
    cohesity?: pulumi.Input<
      Pick<
        CohesityAccessTokenArgs,
        | "endpoint"
        | "username"
        | "domain"
        | "password"
        | "certificate"
        | "privateKey"
        | "apiVersion"
        | ConnectionArgument
      > &
        // Of use to CohesityApiKey alone.
        Pick<CohesityApiKeyArgs, "adminApiKey">
    >;
  }
}

/**
 * A bearer token of a Cohesity cluster: issued on `pulumi up`, and replaced before it lapses.
 *
 * A cluster has no way to revoke a bearer token: a replaced or destroyed one is left to lapse, and its natural end is
 * said. A cluster with session management enabled issues none (`400 Access denied`); {@link CohesityApiKey} works there.
 *
 * A refresh asks `GET /irisservices/api/v1/public/sessionUser` with the token. 401 with `KStatusUnauthorized`, or a
 * message such as "Token expired", means that it is no longer accepted; 403 or `KPrivilegeError` that it is. That these
 * are a cluster's answers in every release is not confirmed against a live system: what is neither fails the refresh
 * and leaves state alone.
 *
 * Clusters usually have a certificate of their own: give it, or its authority's, as `caCertificate`.
 *
 * @example
 * ```ts
 * const token = new CohesityAccessToken("backup", {
 *   endpoint: "https://cluster.example.com",
 *   username: "svc-pulumi",
 *   password: config.requireSecret("password"),
 *   caCertificate: fs.readFileSync("cluster.pem", "utf8"),
 * });
 * ```
 *
 * @see [Cohesity REST API, access tokens](https://developers.cohesity.com/)
 */
export class CohesityAccessToken extends AccessTokenResource {
  /** What the user may do, by the vendor's names, for example `STORAGE_VIEW`. */
  declare readonly privileges: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: CohesityAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(cohesity, name, args, opts);
  }
}
