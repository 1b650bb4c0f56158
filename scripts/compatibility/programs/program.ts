import type * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";

const args: OAuth2AccessTokenArgs = { scope: ["reports:read"], renewBefore: "10 minutes" };

/** One token; its credentials come from the environment. */
export async function program(): Promise<Record<string, pulumi.Output<string | undefined>>> {
  const token = new OAuth2AccessToken("reports", args);
  return { accessToken: token.accessToken, expiresAt: token.expiresAt };
}
