import type * as pulumi from "@pulumi/pulumi";
import { commvault } from "../vendors/commvault/commvault";
import {
  AccessTokenResource,
  type ConnectionArgument,
  type Duration,
  type RevocableAccessTokenArgs,
} from "./access-token";

/**
 * The arguments of {@link CommvaultAccessToken}.
 *
 * The credential set is `endpoint`, `username`, `domain`, `commserver`, `lhAccountId`, `operatorCompanyId` and one of
 * `password`, `sessionToken` and `adminAccessToken`, taken whole from the first place that names any part of it: these
 * arguments, the provider, the stack's configuration (`access-tokens:commvault`), the environment.
 */
export interface CommvaultAccessTokenArgs extends RevocableAccessTokenArgs {
  /**
   * The base of the API: `https://host/commandcenter/api`, `https://host/webconsole/api`,
   * `https://host:81/SearchSvc/CVWebService.svc`, `https://m036.metallic.io/commandcenter/api` or
   * `https://api.metallic.io`, with or without `/V4` or a slash at its end. A host alone stands for its
   * `/commandcenter/api`. Environment: `COMMVAULT_ENDPOINT`. A change to another base replaces the token.
   */
  endpoint?: pulumi.Input<string>;
  /** The user who logs in. Environment: `COMMVAULT_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /** The user's Active Directory domain (NetBIOS name). Environment: `COMMVAULT_DOMAIN`. A change replaces the token. */
  domain?: pulumi.Input<string>;
  /** The CommServe to log in to, `host*name`. Environment: `COMMVAULT_COMMSERVER`. A change replaces the token. */
  commserver?: pulumi.Input<string>;
  /**
   * The account of a managed service provider, sent as the header `lhAccountId`. Environment: `COMMVAULT_LH_ACCOUNT_ID`.
   * A change replaces the token. Not confirmed against a live system.
   */
  lhAccountId?: pulumi.Input<string>;
  /**
   * The company on whose behalf an operator acts, sent as the header `operatorCompanyId`. Environment:
   * `COMMVAULT_OPERATOR_COMPANY_ID`. A change replaces the token. Not confirmed against a live system.
   */
  operatorCompanyId?: pulumi.Input<number | string>;
  /**
   * The user's password. All tokens of a run share one login session, which ends with the run. A refused login is not
   * tried again. A secret. Environment: `COMMVAULT_PASSWORD`. A change is an update of state without a request.
   */
  password?: pulumi.Input<string>;
  /**
   * A login session that exists, as Commvault gave it (`QSDK ...`), in place of a password: the vendor's header
   * `Authtoken`, and its `sessionId`. It is not logged out. A secret. Environment: `COMMVAULT_SESSION_TOKEN`. A change
   * is an update of state without a request.
   */
  sessionToken?: pulumi.Input<string>;
  /**
   * An access token in place of a password, sent as a bearer token or in the vendor's header `Authtoken`. From 11.42
   * on Commvault's documentation says that access tokens cannot manage access tokens; whether a server refuses it is
   * not confirmed. It is never renewed here. A secret. Environment: `COMMVAULT_ADMIN_ACCESS_TOKEN`. A change is an
   * update of state without a request.
   */
  adminAccessToken?: pulumi.Input<string>;
  /**
   * The header that carries sessions and tokens: `"bearer"` (`Authorization: Bearer`), `"authtoken"` (`Authtoken`), or
   * by the kind of token: `Authtoken` for a session that begins with `QSDK`, else `Authorization`. Some customer managed
   * servers take access tokens by `Authtoken` alone. A change is none to the token; given as an argument of the
   * resource, `requestHeaders` follows it.
   *
   * @default "auto"
   */
  authHeader?: pulumi.Input<"auto" | "bearer" | "authtoken">;
  /**
   * How the password is sent: service principals of the SaaS want it as it is. A change is none to the token.
   *
   * @default "base64"
   */
  passwordEncoding?: pulumi.Input<"base64" | "plain">;
  /**
   * The user for whom the token is issued, by the number of a service account: it takes the right to manage users. Not
   * in the vendor's reference, but in its Python client. A change replaces the token.
   *
   * @default the user who logs in
   */
  userId?: pulumi.Input<number>;
  /**
   * The first part of the token's name. Names must be unique, so this resource's mark and a part of its own follow:
   * the whole is the output `listedName`. A change renames the token.
   *
   * @default "pulumi"
   */
  tokenName?: pulumi.Input<string>;
  /**
   * The vendor's `tokenType`. `ALL` (which `DEFAULT` means too) and `CUSTOM` are a pair of a token that lives for half
   * an hour to two hours and one that renews it; `MS_SCIM` and `OneTouch` are one token of days, which cannot be
   * renewed. A change replaces the token.
   *
   * @default "ALL"
   */
  accessTokenType?: pulumi.Input<"ALL" | "CUSTOM" | "MS_SCIM" | "OneTouch" | "DEFAULT">;
  /**
   * What a `CUSTOM` token may call, and needed there: paths of the API, each with all that begins with it (`"/Job"`).
   * Order and repeats make no difference. A change changes the token that exists.
   */
  apiEndpoints?: pulumi.Input<string | pulumi.Input<string>[]>;
  /**
   * Until when an `ALL` or `CUSTOM` token can be renewed (the vendor's `renewableUntilTimestamp`): a duration from
   * issue, or a date. 11.38 allows a year at most. A date is the end for good: nothing is renewed past it. A change
   * changes the token that exists; a changed duration counts from the change.
   *
   * @default 90 days, by the vendor
   */
  renewableUntil?: pulumi.Input<Duration>;
  /**
   * The vendor's `tokenExpiryTimestamp`: the end of an `MS_SCIM` token (a year at most) or of a `OneTouch` token (14
   * days at most): a duration from issue, or a date. A date is the end for good: the token is not renewed past it. A
   * change changes the token that exists; a changed duration counts from the change.
   *
   * @default by the vendor 30 days for `MS_SCIM`, 7 days for `OneTouch`
   */
  tokenExpiry?: pulumi.Input<Duration>;
  /**
   * From where the token may be used: IPv4 and IPv6 addresses, CIDR blocks, ranges (`10.0.0.1-10.0.0.9`). From 11.42 on.
   * Order and repeats make no difference. A change changes the token that exists.
   */
  allowedIPs?: pulumi.Input<string | pulumi.Input<string>[]>;
  /** The vendor's field of this name, sent as it is: seen in a client, documented nowhere. A change replaces the token. */
  enableIPAllowListFeature?: pulumi.Input<boolean>;
  /**
   * Who renews an `ALL` or `CUSTOM` token. A change replaces it.
   *
   * - `"pulumi"`: the end of the access token is the end, and the token is replaced before it. Run `pulumi up` at least
   *   that often. Nobody may renew the pair.
   * - `"consumer"`: the pair is handed over once, and its consumer renews it from then on. The end is `renewableUntil`,
   *   which is extended when due; where the server does not extend it, the token is replaced. `accessToken` and
   *   `refreshToken` in state are dead from the consumer's first renewal on, and to show Commvault a used refresh token
   *   deletes the token: deliver the pair once, and never from state a second time.
   *
   * @default "pulumi"
   */
  renewedBy?: pulumi.Input<"pulumi" | "consumer">;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `CommvaultAccessToken`. */
    commvault?: pulumi.Input<
      Pick<
        CommvaultAccessTokenArgs,
        | "endpoint"
        | "username"
        | "domain"
        | "commserver"
        | "lhAccountId"
        | "operatorCompanyId"
        | "password"
        | "sessionToken"
        | "adminAccessToken"
        | "authHeader"
        | "passwordEncoding"
        | ConnectionArgument
      >
    >;
  }
}

/**
 * A Commvault access token (REST V4), of the SaaS or of a customer managed server from 11.38 on.
 *
 * An `ALL` or `CUSTOM` token lives for half an hour to two hours, as the server is set. It is never renewed here, since
 * Commvault deletes a token whose refresh token is shown twice: it is replaced instead, or renewed by its consumer (see
 * `renewedBy`). Deleting the resource deletes the token at Commvault.
 *
 * A refresh looks the token up in the list of its user's tokens: one that is not there was revoked. One whose listed end
 * is not the one in state was renewed by someone, and the token in state is dead. A refresh logs in. It also warns of
 * live tokens that carry this resource's mark and are in no state: it never revokes them.
 *
 * To adopt a token, `adopt` must hold its `id`, the vendor's `accessTokenId`, and the arguments must describe it.
 *
 * Not confirmed against a live system: that a renewed token keeps its id (it is found by its name where it does not),
 * that an update leaves what it does not name as it was (the list is compared after each), and what is answered for a
 * token that is gone (the list decides).
 *
 * @example
 * ```ts
 * const token = new CommvaultAccessToken("jobs", {
 *   endpoint: "https://commandcenter.example.com/commandcenter/api",
 *   username: "svc-pulumi",
 *   password: config.requireSecret("password"),
 *   accessTokenType: "CUSTOM",
 *   apiEndpoints: ["/Job"],
 * });
 * ```
 *
 * @see https://api.commvault.com/docs/SP38/api/cv/OpenAPI3/create-access-token
 */
export class CommvaultAccessToken extends AccessTokenResource {
  /** The name of the token at Commvault: `tokenName`, this resource's mark, and a part of its own. */
  declare readonly listedName: pulumi.Output<string>;
  /** The number of the user to whom the token belongs. */
  declare readonly ownerId: pulumi.Output<number | undefined>;
  /** What renews an `ALL` or `CUSTOM` token, once. A secret. With `renewedBy: "pulumi"` nobody may use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;
  /** When `refreshToken` ends (RFC 3339, UTC), about 14 days after issue. */
  declare readonly refreshTokenExpiresAt: pulumi.Output<string | undefined>;
  /** With `renewedBy: "consumer"`, when `accessToken` as it was issued ends (RFC 3339, UTC). */
  declare readonly accessTokenExpiresAt: pulumi.Output<string | undefined>;
  /** `true` once the server did not extend `renewableUntil`: the token is replaced when it is due. */
  declare readonly extensionRefused: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CommvaultAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(commvault, name, args, opts);
  }
}
