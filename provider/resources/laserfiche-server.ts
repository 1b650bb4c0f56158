import type * as pulumi from "@pulumi/pulumi";
import { loaded } from "../vendors/by-class";
import { type AccessTokenArgs, AccessTokenResource, type ConnectionArgument } from "./access-token";

/**
 * The arguments of {@link LaserficheServerAccessToken}.
 *
 * The credential set is `endpoint`, `repositoryId`, `username` and `password`. The whole set comes from the first place
 * that gives any member of it: these arguments, the provider, the stack's configuration
 * (`access-tokens:laserficheServer`), the environment.
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
   * The user name. Give a Windows account as `domain\user` or `user@domain`. Environment: `LASERFICHE_SERVER_USERNAME`.
   * A change replaces the token.
   */
  username?: pulumi.Input<string>;
  /** The password. A secret. Environment: `LASERFICHE_SERVER_PASSWORD`. A change sends nothing; the next token uses it. */
  password?: pulumi.Input<string>;
  /**
   * The API version in the request paths. Laserfiche does not document that v2 takes passwords. A change does not
   * affect the token.
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
 * An access token of a self-hosted Laserfiche API Server, by the password grant. It is issued on `pulumi up` and
 * renewed before it expires.
 *
 * It usually lives 15 minutes, and the server may end it earlier if it is idle. Use it for work in the same
 * `pulumi up`, not for a service that keeps running. The server has no way to revoke a token. A renewed or destroyed
 * token works until it expires, and the run tells you when that is. **Until then it holds one of the user's few
 * connections** (four is usual), and so does the token of every other resource. Give it a user of its own, and do not
 * rotate it more often than you need.
 *
 * A refresh asks for the root folder (`GET .../Entries/1`) with the token: 401 means that the server no longer accepts
 * it, 403 that it does. Nothing here is confirmed against a live system.
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
  /** A refresh token, if the server gives one. A secret. This package does not use it. */
  declare readonly refreshToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: LaserficheServerAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(loaded("LaserficheServerAccessToken"), name, args, opts);
  }
}
