import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { AccessTokenResource, type Duration, type RevocableAccessTokenArgs } from "./access-token";

/**
 * The arguments of {@link CohesityApiKey}.
 *
 * The credential set is an administrator's, and `system` selects it. For a cluster, it is `endpoint`, and
 * `adminApiKey`, or `username` and `password`, or `certificate` and `privateKey` (group `cohesity`). For Helios, it is
 * `adminApiKey` (group `helios`). The whole set comes from the first place that gives any member of it: these
 * arguments, the provider, the stack's configuration (`access-tokens:cohesity` or `access-tokens:helios`), the
 * environment. Members that only `CohesityAccessToken` or `HeliosAccessToken` uses are skipped. If a set holds both an
 * API key and a login, the key is used.
 */
export interface CohesityApiKeyArgs extends RevocableAccessTokenArgs {
  /**
   * Where the key is: at a cluster, or at Helios. With `accessClusterId`, it is at a cluster that is reached through
   * Helios. This argument also selects the credential group. A change replaces the key.
   *
   * @default "cluster"
   */
  system?: pulumi.Input<"cluster" | "helios">;
  /**
   * The address of the cluster or of Helios. Environment: `COHESITY_ENDPOINT` or `HELIOS_ENDPOINT`. A change replaces
   * the key.
   *
   * @default "https://helios.cohesity.com" for Helios; none for a cluster
   */
  endpoint?: pulumi.Input<string>;
  /**
   * For Helios: the id of the cluster that the key belongs to, as a string of digits. Without it, the key presumably
   * belongs to Helios itself (not confirmed against the live service). Environment: `HELIOS_ACCESS_CLUSTER_ID`. A
   * change replaces the key.
   */
  accessClusterId?: pulumi.Input<string>;
  /** For Helios: the region. Environment: `HELIOS_REGION_ID`. A change replaces the key. */
  regionId?: pulumi.Input<string>;
  /**
   * The administrator's API key, sent as the vendor's header `apiKey`. Prefer it to a login; if session management is
   * enabled, it is the only way. A secret. Environment: `COHESITY_API_KEY` or `HELIOS_API_KEY`. A change only updates
   * state; nothing is sent.
   */
  adminApiKey?: pulumi.Input<string>;
  /** The administrator's user name at a cluster. Environment: `COHESITY_USERNAME`. A change replaces the key. */
  username?: pulumi.Input<string>;
  /**
   * The administrator's domain. Letter case does not matter. Environment: `COHESITY_DOMAIN`. A change replaces the key.
   *
   * @default "LOCAL"
   */
  domain?: pulumi.Input<string>;
  /**
   * The administrator's password. A secret. Environment: `COHESITY_PASSWORD`. A change only updates state; nothing is
   * sent.
   */
  password?: pulumi.Input<string>;
  /** A client certificate of the administrator. Environment: `COHESITY_CERTIFICATE`. A change only updates state. */
  certificate?: pulumi.Input<string>;
  /** The certificate's private key. A secret. Environment: `COHESITY_PRIVATE_KEY`. A change only updates state. */
  privateKey?: pulumi.Input<string>;
  /**
   * The SID of the user that the key acts as: `userSid` in the vendor's paths, `sid` in version 1. A change replaces
   * the key.
   *
   * @default the administrator's own SID, found by `GET sessionUser` (see the output `ownerSid`)
   */
  userSid?: pulumi.Input<string>;
  /**
   * The first part of the key's name. A suffix follows that identifies this resource and this key; the output
   * `listedName` is the whole name. A change renames the key in place.
   *
   * @default "pulumi"
   */
  name?: pulumi.Input<string>;
  /**
   * Whether Cohesity accepts the key. A change is made in place.
   *
   * @default true
   */
  isActive?: pulumi.Input<boolean>;
  /**
   * When the key expires (the vendor's `expiryTimeMsecs`, in version 1 `expiringTimeMsecs`). Give a duration that
   * starts at issue or rotation (`"30 days"`): the key is renewed when it is due. Or give a date (`"2031-01-31"`): the
   * key is never renewed past it. A change is made in place. The longest time that a cluster allows is not documented.
   *
   * @default none: the key does not expire
   */
  expiryTime?: pulumi.Input<Duration>;
  /**
   * How a key is renewed when it is due.
   *
   * - `"replace"`: a new key takes its place. The old key is deleted once consumers have the new one.
   * - `"rotate"`: the same key gets a new secret in place. The old secret stops working at once, so consumers in other
   *   stacks fail until they have the new one.
   *
   * A change does not affect the key.
   *
   * @default "replace"
   */
  renewal?: pulumi.Input<"replace" | "rotate">;
}

/**
 * An API key of a user of a Cohesity cluster or of Helios. It is issued on `pulumi up`, replaced (or rotated) before it
 * expires, and deleted when it is replaced or destroyed. It is sent as the header `apiKey`.
 *
 * A refresh reads the key by its id, with the administrator's credential. The key counts as no longer accepted if it
 * has expired, if it is inactive although `isActive` does not say so, if someone else rotated it, or if it is not found
 * and its owner's list lacks it too. Cohesity may hide a key from a user who neither owns the key nor made it. If a key
 * is not found with such a user's credential, the run fails and state stays as it is.
 *
 * The key is shown only once. If the reply that holds it is lost, the same run finds the key by its exact name, deletes
 * it, and fails with an error that says so.
 *
 * Not confirmed against a live system:
 *
 * - The answer to an unknown id. 404 is expected; 400 is read the same way if the list agrees.
 * - Whether a rotation keeps the expiry time (it is set again either way) and ends the old secret at once.
 * - `GET sessionUser` at Helios. If it does not name the owner, give `userSid`.
 *
 * @example
 * ```ts
 * const key = new CohesityApiKey("migration", {
 *   endpoint: "https://cluster.example.com",
 *   adminApiKey: config.requireSecret("adminApiKey"),
 *   name: "migration",
 *   expiryTime: "30 days",
 * });
 * ```
 *
 * @see [Cohesity REST API, API keys](https://developers.cohesity.com/v1-helios-latest/reference/createuserapikey)
 */
export class CohesityApiKey extends AccessTokenResource {
  /** The key; the same value as `accessToken`. A secret. It is not stored a second time. */
  readonly apiKey: pulumi.Output<string>;
  /** The key's name in the vendor's list. */
  declare readonly listedName: pulumi.Output<string>;
  /** The SID of the user that the key acts as. */
  declare readonly ownerSid: pulumi.Output<string>;
  /** The SID of the user that created the key. */
  declare readonly createdByUserSid: pulumi.Output<string | undefined>;
  /** When the key was last rotated, in milliseconds since the epoch by the vendor's clock; `undefined` if it never was. */
  declare readonly lastRotatedTimeMsecs: pulumi.Output<number | undefined>;

  constructor(name: string, args: CohesityApiKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("CohesityApiKey"), name, args, opts);
    this.apiKey = this.accessToken;
  }
}
