import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import {
  AccessTokenResource,
  type ConnectionArgument,
  type Duration,
  type RevocableAccessTokenArgs,
} from "./access-token";

/**
 * The arguments of {@link CommvaultAccessToken}.
 *
 * The credential set is `endpoint`, `username`, `domain`, `commserver`, `lhAccountId`, `operatorCompanyId`, and one of
 * `password`, `sessionToken` and `adminAccessToken`. The whole set comes from the first place that gives any member of
 * it: these arguments, the provider, the stack's configuration (`access-tokens:commvault`), the environment.
 */
export interface CommvaultAccessTokenArgs extends RevocableAccessTokenArgs {
  /**
   * The base address of the API: `https://host/commandcenter/api`, `https://host/webconsole/api`,
   * `https://host:81/SearchSvc/CVWebService.svc`, `https://m036.metallic.io/commandcenter/api` or
   * `https://api.metallic.io`. It may end in `/V4` or a slash. If you give a host alone, its `/commandcenter/api` is
   * used. Environment: `COMMVAULT_ENDPOINT`. A change to another base address replaces the token.
   */
  endpoint?: pulumi.Input<string>;
  /** The user who logs in. Environment: `COMMVAULT_USERNAME`. A change replaces the token. */
  username?: pulumi.Input<string>;
  /** The user's Active Directory domain (NetBIOS name). Environment: `COMMVAULT_DOMAIN`. A change replaces the token. */
  domain?: pulumi.Input<string>;
  /** The CommServe to log in to, as `host*name`. Environment: `COMMVAULT_COMMSERVER`. A change replaces the token. */
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
   * tried again. A secret. Environment: `COMMVAULT_PASSWORD`. A change only updates state; nothing is sent.
   */
  password?: pulumi.Input<string>;
  /**
   * An existing login session, as Commvault returned it (`QSDK ...`), instead of a password: the vendor's header
   * `Authtoken`, and its `sessionId`. The session is not logged out. A secret. Environment: `COMMVAULT_SESSION_TOKEN`.
   * A change only updates state; nothing is sent.
   */
  sessionToken?: pulumi.Input<string>;
  /**
   * An access token instead of a password, sent as a bearer token or in the vendor's header `Authtoken`. From 11.42 on,
   * Commvault's documentation says that access tokens cannot manage access tokens; it is not confirmed whether a server
   * refuses one. This token is never renewed here. A secret. Environment: `COMMVAULT_ADMIN_ACCESS_TOKEN`. A change only
   * updates state; nothing is sent.
   */
  adminAccessToken?: pulumi.Input<string>;
  /**
   * The header that carries sessions and tokens. `"bearer"` sends `Authorization: Bearer`, and `"authtoken"` sends
   * `Authtoken`. `"auto"` sends a session that begins with `QSDK` as `Authtoken`, and everything else as
   * `Authorization`. Some customer managed servers take access tokens only as `Authtoken`. A change does not affect the
   * token. If you give it as an argument of the resource, `requestHeaders` follows it.
   *
   * @default "auto"
   */
  authHeader?: pulumi.Input<"auto" | "bearer" | "authtoken">;
  /**
   * How the password is sent. Service principals of the SaaS need `"plain"`. A change does not affect the token.
   *
   * @default "base64"
   */
  passwordEncoding?: pulumi.Input<"base64" | "plain">;
  /**
   * The number of the service account for which the token is issued. Your user needs the right to manage users. The
   * argument is not in the vendor's reference, but in its Python client. A change replaces the token.
   *
   * @default the user who logs in
   */
  userId?: pulumi.Input<number>;
  /**
   * The first part of the token's name. A suffix follows that identifies this resource and this token, because names
   * must be unique. The output `listedName` is the whole name. A change renames the token.
   *
   * @default "pulumi"
   */
  tokenName?: pulumi.Input<string>;
  /**
   * The vendor's `tokenType`. `ALL` (also called `DEFAULT`) and `CUSTOM` are a pair: an access token that lives for
   * half an hour to two hours, and a refresh token that renews it. `MS_SCIM` and `OneTouch` are a single token that
   * lives for days and cannot be renewed. A change replaces the token.
   *
   * @default "ALL"
   */
  accessTokenType?: pulumi.Input<"ALL" | "CUSTOM" | "MS_SCIM" | "OneTouch" | "DEFAULT">;
  /**
   * The API paths that a `CUSTOM` token may call; required for that type. Each path includes all paths that begin with
   * it (`"/Job"`). Order and repeats do not matter. A change updates the existing token.
   */
  apiEndpoints?: pulumi.Input<string | pulumi.Input<string>[]>;
  /**
   * Until when an `ALL` or `CUSTOM` token can be renewed (the vendor's `renewableUntilTimestamp`): a duration from
   * issue, or a date. 11.38 allows at most a year. A date is final: nothing is renewed past it. A change updates the
   * existing token; a changed duration starts at the change.
   *
   * @default 90 days, set by the vendor
   */
  renewableUntil?: pulumi.Input<Duration>;
  /**
   * When an `MS_SCIM` token (at most a year) or a `OneTouch` token (at most 14 days) expires (the vendor's
   * `tokenExpiryTimestamp`): a duration from issue, or a date. A date is final: the token is not renewed past it. A
   * change updates the existing token; a changed duration starts at the change.
   *
   * @default set by the vendor: 30 days for `MS_SCIM`, 7 days for `OneTouch`
   */
  tokenExpiry?: pulumi.Input<Duration>;
  /**
   * The addresses from which the token may be used: IPv4 and IPv6 addresses, CIDR blocks, ranges (`10.0.0.1-10.0.0.9`).
   * From 11.42 on. Order and repeats do not matter. A change updates the existing token.
   */
  allowedIPs?: pulumi.Input<string | pulumi.Input<string>[]>;
  /**
   * The vendor's field of the same name, sent unchanged. It was seen in a client, and is not documented. A change
   * replaces the token.
   */
  enableIPAllowListFeature?: pulumi.Input<boolean>;
  /**
   * Who renews an `ALL` or `CUSTOM` token. A change replaces it.
   *
   * - `"pulumi"`: the resource expires when the access token does, and the token is replaced before that. Run
   *   `pulumi up` at least that often. Nobody may renew the pair.
   * - `"consumer"`: you hand the pair over once, and its consumer renews it from then on. The resource expires at
   *   `renewableUntil`, which is extended when due; if the server does not extend it, the token is replaced. From the
   *   consumer's first renewal on, `accessToken` and `refreshToken` in state no longer work. Commvault deletes a token
   *   if it sees a used refresh token, so deliver the pair once, and never a second time from state.
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
 * An `ALL` or `CUSTOM` token lives for half an hour to two hours, depending on the server's settings. It is never
 * renewed here, because Commvault deletes a token whose refresh token is sent twice. Instead it is replaced, or its
 * consumer renews it (see `renewedBy`). Deleting the resource deletes the token at Commvault.
 *
 * A refresh logs in and looks for the token in the list of its user's tokens. If the token is not listed, it was
 * revoked. If its listed expiry time differs from the one in state, someone renewed it, and the token in state no
 * longer works. A refresh also warns about live tokens that carry this resource's mark and are in no state. It never
 * revokes them.
 *
 * To adopt a token, give its `id` in `adopt` (the vendor's `accessTokenId`), and make the arguments match the token.
 *
 * Not confirmed against a live system:
 *
 * - Whether a renewed token keeps its id. If it does not, the token is found by its name.
 * - Whether an update leaves fields that it does not name unchanged. The list is compared after each update.
 * - The answer for a token that no longer exists. The list decides.
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
  /** The name of the token at Commvault: `tokenName`, and a suffix that identifies this resource and this token. */
  declare readonly listedName: pulumi.Output<string>;
  /** The number of the user that owns the token. */
  declare readonly ownerId: pulumi.Output<number | undefined>;
  /**
   * The refresh token of an `ALL` or `CUSTOM` token, which works once. A secret. With `renewedBy: "pulumi"` nobody may
   * use it.
   */
  declare readonly refreshToken: pulumi.Output<string | undefined>;
  /** When `refreshToken` expires (RFC 3339, UTC), about 14 days after issue. */
  declare readonly refreshTokenExpiresAt: pulumi.Output<string | undefined>;
  /** With `renewedBy: "consumer"`, when the `accessToken` that was issued first expires (RFC 3339, UTC). */
  declare readonly accessTokenExpiresAt: pulumi.Output<string | undefined>;
  /** `true` once the server did not extend `renewableUntil`: the token is replaced when it is due. */
  declare readonly extensionRefused: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CommvaultAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("CommvaultAccessToken"), name, args, opts);
  }
}
