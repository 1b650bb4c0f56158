import type * as pulumi from "@pulumi/pulumi";
import { laserficheServer } from "../vendors/laserfiche/server";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument } from "./access-token";

/**
 * The arguments of {@link LaserficheServerAccessToken}.
 *
 * The credential set is `endpoint`, `repositoryId`, `username` and `password`, taken whole from the first place that
 * names any part of it: these arguments, the provider, the stack's configuration (`access-tokens:laserficheServer`),
 * the environment.
 */
export interface LaserficheServerAccessTokenArgs extends AccessTokenArgs {
  /**
   * The API Server's address, for example `https://lf.example.org/LFRepositoryAPI`, with or without the version at its
   * end. Environment: `LASERFICHE_SERVER_ENDPOINT`. A change replaces the token.
   */
  endpoint?: pulumi.Input<string>;
  /**
   * The repository's name: the vendor's `repoId`. Environment: `LASERFICHE_SERVER_REPOSITORY_ID`. A change replaces
   * the token.
   */
  repositoryId?: pulumi.Input<string>;
  /**
   * The user; a Windows account as `domain\user` or `user@domain`. Environment: `LASERFICHE_SERVER_USERNAME`. A change
   * replaces the token.
   */
  username?: pulumi.Input<string>;
  /** The password. A secret. Environment: `LASERFICHE_SERVER_PASSWORD`. A change is an update of state without a request. */
  password?: pulumi.Input<string>;
  /**
   * The version in the addresses. That v2 takes passwords is not documented by Laserfiche. A change changes nothing.
   *
   * @default "v1"
   */
  apiVersion?: pulumi.Input<"v1" | "v2">;
}

declare module "./provider" {
  interface ProviderArgs {
    /** The credential set of `LaserficheServerAccessToken`. */
    laserficheServer?: pulumi.Input<
      Pick<
        LaserficheServerAccessTokenArgs,
        "endpoint" | "repositoryId" | "username" | "password" | "apiVersion" | ConnectionArgument
      >
    >;
  }
}

/**
 * An access token of a self-hosted Laserfiche API Server by the password grant: issued on `pulumi up`, replaced before
 * it lapses.
 *
 * It usually lives 15 minutes, and the server may end it earlier where it is idle: it is for what the same `pulumi up`
 * does with it, not for a service that runs on. The server has no way to revoke a token: a replaced or destroyed one is
 * left to lapse, and its natural end is said. **Until then it holds one of the user's few connections** (four is usual),
 * and so does the token of every resource: give it a user of its own, and do not rotate it more often than needed.
 *
 * A refresh asks for the root folder (`GET .../Entries/1`) with the token: 401 means that it is no longer accepted, 403
 * that it is. Nothing here is confirmed against a live system.
 *
 * @example
 * ```ts
 * const token = new LaserficheServerAccessToken("import", {
 *   endpoint: "https://lf.example.org/LFRepositoryAPI",
 *   repositoryId: "Records",
 *   username: "EXAMPLE\\svc-import",
 *   password: config.requireSecret("password"),
 * });
 * ```
 *
 * @see [Laserfiche API Server](https://developer.laserfiche.com/docs/api/server/) (authentication)
 */
export class LaserficheServerAccessToken extends AccessTokenResource {
  /** A refresh token, where a server gives one. A secret. This package does not use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: LaserficheServerAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(laserficheServer, name, args, opts);
  }
}
