import type * as pulumi from "@pulumi/pulumi";
import { cohesityApiKey } from "../vendors/cohesity/api-key";
import { AccessTokenResource, type Duration, type RevocableAccessTokenArgs } from "./access-token";

/**
 * The arguments of {@link CohesityApiKey}.
 *
 * The credential set proves an administrator, and is that of `system`: of a cluster `endpoint`, and `adminApiKey` or
 * `username` and `password` or `certificate` and `privateKey` (group `cohesity`); of Helios `adminApiKey` (group
 * `helios`). It is taken whole from the first place that names any part of it: these arguments, the provider, the
 * stack's configuration (`access-tokens:cohesity` or `access-tokens:helios`), the environment. Members of the group
 * that `CohesityAccessToken` or `HeliosAccessToken` alone uses are passed over. Where a set holds an API key and a
 * login, the key is used.
 */
export interface CohesityApiKeyArgs extends RevocableAccessTokenArgs {
  /**
   * Where the key is: at a cluster, or at Helios (and with `accessClusterId` at a cluster through Helios). It also
   * chooses the credential group. A change replaces the key.
   *
   * @default "cluster"
   */
  system?: pulumi.Input<"cluster" | "helios">;
  /**
   * The address of the cluster or of Helios. Environment: `COHESITY_ENDPOINT` or `HELIOS_ENDPOINT`. A change replaces
   * the key.
   *
   * @default of Helios "https://helios.cohesity.com"; of a cluster none
   */
  endpoint?: pulumi.Input<string>;
  /**
   * At Helios, the cluster whose key it is, as a string of digits; without one, presumably a key of Helios itself (not
   * confirmed against the live service). Environment: `HELIOS_ACCESS_CLUSTER_ID`. A change replaces the key.
   */
  accessClusterId?: pulumi.Input<string>;
  /** At Helios, the region. Environment: `HELIOS_REGION_ID`. A change replaces the key. */
  regionId?: pulumi.Input<string>;
  /**
   * The administrator's API key, sent as the vendor's header `apiKey`: preferred to a login, and the only way where
   * session management is enabled. A secret. Environment: `COHESITY_API_KEY` or `HELIOS_API_KEY`. A change is an
   * update of state without a request.
   */
  adminApiKey?: pulumi.Input<string>;
  /** The administrator's user name at a cluster. Environment: `COHESITY_USERNAME`. A change replaces the key. */
  username?: pulumi.Input<string>;
  /**
   * The administrator's domain. Letter case makes no difference. Environment: `COHESITY_DOMAIN`. A change replaces the
   * key.
   *
   * @default "LOCAL"
   */
  domain?: pulumi.Input<string>;
  /**
   * The administrator's password. A secret. Environment: `COHESITY_PASSWORD`. A change is an update of state without a
   * request.
   */
  password?: pulumi.Input<string>;
  /** A client certificate of the administrator. Environment: `COHESITY_CERTIFICATE`. A change is an update of state. */
  certificate?: pulumi.Input<string>;
  /** The certificate's private key. A secret. Environment: `COHESITY_PRIVATE_KEY`. A change is an update of state. */
  privateKey?: pulumi.Input<string>;
  /**
   * The SID of the user that the key acts as: `userSid` in the vendor's paths, in version 1 `sid`. A change replaces
   * the key.
   *
   * @default the administrator's own, found by `GET sessionUser` (see the output `ownerSid`)
   */
  userSid?: pulumi.Input<string>;
  /**
   * The beginning of the key's name. What tells this resource and this key from others is put after it: the output
   * `listedName` is the whole. A change renames the key in place.
   *
   * @default "pulumi"
   */
  name?: pulumi.Input<string>;
  /**
   * Whether the key is accepted. A change is made in place.
   *
   * @default true
   */
  isActive?: pulumi.Input<boolean>;
  /**
   * When the key ends (the vendor's `expiryTimeMsecs`, in version 1 `expiringTimeMsecs`): a duration that counts from
   * issue or rotation (`"30 days"`), after which it is renewed; or a date of your own (`"2031-01-31"`), past which it
   * never is. A change is made in place. The longest that a cluster allows is not documented.
   *
   * @default none: the key has no end
   */
  expiryTime?: pulumi.Input<Duration>;
  /**
   * What happens when the key is due: a new key takes its place, and the old one is deleted once consumers have the
   * new; or the same key gets a new secret in place, which ends the old one at once: consumers in other stacks break
   * until they have the new one. A change is none to the key.
   *
   * @default "replace"
   */
  renewal?: pulumi.Input<"replace" | "rotate">;
}

/**
 * An API key of a user of a Cohesity cluster or of Helios: issued on `pulumi up`, replaced (or rotated) before it lapses,
 * deleted when it is replaced or destroyed. It is sent as the header `apiKey`.
 *
 * A refresh reads the key by its id with the administrator's credential. No longer accepted means: it has expired, it is
 * inactive although `isActive` does not say so, someone else rotated it, or it is not found, and not in its owner's list
 * either. A credential of a user who neither has the key nor made it may not be shown it: then a key that is not found
 * fails the run, and state is left alone.
 *
 * The key is shown once. Where the reply that holds it is lost, the key is found by its exact name in the same run,
 * deleted, and the run fails saying so.
 *
 * Not confirmed against a live system: the answer to an id that is unknown (404 is expected; 400 is read so too, where
 * the list agrees), whether a rotation keeps the end (it is set anew either way) and ends the old secret at once, and
 * `GET sessionUser` at Helios: give `userSid` where that does not tell the owner.
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
  /** The key: the same as `accessToken`. A secret. Not stored a second time. */
  readonly apiKey: pulumi.Output<string>;
  /** The key's name in the vendor's list. */
  declare readonly listedName: pulumi.Output<string>;
  /** The SID of the user that the key acts as. */
  declare readonly ownerSid: pulumi.Output<string>;
  /** The SID of the user that made it. */
  declare readonly createdByUserSid: pulumi.Output<string | undefined>;
  /** When the key was last rotated, in milliseconds since the epoch by the vendor's clock; `undefined` where never. */
  declare readonly lastRotatedTimeMsecs: pulumi.Output<number | undefined>;

  constructor(name: string, args: CohesityApiKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super(cohesityApiKey, name, args, opts);
    this.apiKey = this.accessToken;
  }
}
