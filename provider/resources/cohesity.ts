import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument, type Duration } from "./access-token";
import type { CohesityApiKeyArgs } from "./cohesity-api-key";

/**
 * The arguments of {@link CohesityAccessToken}.
 *
 * The credential set is `endpoint`, `username`, `domain`, `password`, `certificate` and `privateKey`. The whole set
 * comes from the first place that gives any member of it: these arguments, the provider, the stack's configuration
 * (`access-tokens:cohesity`), the environment. It is complete with `endpoint` and either `username` and `password` or
 * `certificate` and `privateKey`.
 */
export interface CohesityAccessTokenArgs extends Omit<AccessTokenArgs, "assumedLifetime"> {
  /**
   * The cluster's address, for example `https://cluster.example.com`. Environment: `COHESITY_ENDPOINT` (not the
   * `COHESITY_IP` of other tools, which holds a host instead of an address). A change replaces the token.
   */
  endpoint?: pulumi.Input<string>;
  /**
   * The user name. For a user of a tenant, give `user@tenant`. Environment: `COHESITY_USERNAME`. A change replaces the
   * token.
   */
  username?: pulumi.Input<string>;
  /**
   * The user's domain: `LOCAL`, or an Active Directory or LDAP domain. Letter case does not matter. Environment:
   * `COHESITY_DOMAIN`. A change replaces the token.
   *
   * @default "LOCAL"
   */
  domain?: pulumi.Input<string>;
  /** The user's password. A secret. Environment: `COHESITY_PASSWORD`. A change sends nothing; the next token uses it. */
  password?: pulumi.Input<string>;
  /**
   * A client certificate, for clusters that accept one as a login. It is not confirmed against a live system that the
   * encoding is PEM. Environment: `COHESITY_CERTIFICATE`. A change sends nothing; the next token uses it.
   */
  certificate?: pulumi.Input<string>;
  /**
   * The certificate's private key. A secret. Environment: `COHESITY_PRIVATE_KEY`. A change sends nothing; the
   * next token uses it.
   */
  privateKey?: pulumi.Input<string>;
  /**
   * A one-time password, for users who need one: the vendor's `otpCode`, in version 2 `mfaParams.otpCode`. A secret. It
   * is sent once. Without a fresh one, a renewal fails before anything is sent, so such a user cannot renew unattended.
   * A change does not affect the token.
   */
  otpCode?: pulumi.Input<string>;
  /**
   * The kind of one-time password: the vendor's `otpType`, in version 2 `mfaParams.otpType`. Only version 2 takes
   * `"salesforce"`. A change does not affect the token.
   */
  otpType?: pulumi.Input<"totp" | "email" | "salesforce">;
  /**
   * The version of the API that issues the token. Every release has `v1`; newer ones also have `v2`. A change does not
   * affect the token.
   *
   * @default "v1"
   */
  apiVersion?: pulumi.Input<"v1" | "v2">;
  /**
   * Lets a user log in who must change the password first; only in version 1. Undocumented: the vendor's own Terraform
   * provider sends it. A change does not affect the token.
   *
   * @default false
   */
  skipForcePasswordChange?: pulumi.Input<boolean>;
  /**
   * The lifetime to assume, because no reply names one. If an administrator changed `authTokenTimeoutMinutes` from the
   * usual day, give that value.
   *
   * @default "24 hours"
   */
  assumedLifetime?: pulumi.Input<Duration>;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `CohesityAccessToken`, and of `CohesityApiKey` if its `system` is `cluster`. */
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
        // Only CohesityApiKey uses it.
        Pick<CohesityApiKeyArgs, "adminApiKey">
    >;
  }
}

/**
 * A bearer token of a Cohesity cluster. It is issued on `pulumi up` and renewed before it expires.
 *
 * A cluster has no way to revoke a bearer token. A renewed, replaced or destroyed token works until it expires, and the
 * run tells you when that is. A cluster with session management enabled issues no tokens (`400 Access denied`);
 * {@link CohesityApiKey} works there.
 *
 * A refresh asks `GET /irisservices/api/v1/public/sessionUser` with the token. 401 with `KStatusUnauthorized`, or a
 * message such as "Token expired", means that the cluster no longer accepts it. 403 or `KPrivilegeError` means that it
 * does. It is not confirmed against a live system that every release answers like this: any other answer fails the
 * refresh and leaves state as it is.
 *
 * Clusters usually have a certificate of their own. Give it, or the certificate of its authority, as `caCertificate`.
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
  /** The user's privileges, by the vendor's names, for example `STORAGE_VIEW`. */
  declare readonly privileges: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: CohesityAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("CohesityAccessToken"), name, args, opts);
  }
}
