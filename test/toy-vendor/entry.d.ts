import type * as pulumi from "@pulumi/pulumi";
import type { AccessTokenResource, RevocableAccessTokenArgs } from "pulumi-access-tokens";

export declare class LockerAccessToken extends AccessTokenResource {
  constructor(
    name: string,
    args: RevocableAccessTokenArgs & { endpoint: string; key: string; door: string },
    opts?: pulumi.CustomResourceOptions,
  );
}
